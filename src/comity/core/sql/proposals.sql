-- A proposal is answered by the office: who writes for the own unit alone proposes, completes what the office asks for, and
-- hands it in anew; they never answer it, never alter what was decided on, and take back only what nobody has answered.
create or replace function comity_proposal_turn() returns trigger
    language plpgsql set search_path = public, pg_temp as $$
declare
    own boolean := coalesce(comity_writes(), '') = 'own';
    mine text[] := array['version', 'changed_at', 'state', 'turn'];
begin
    if tg_op = 'DELETE' then
        if own and old.turn > 0 then
            raise exception 'A proposal that was answered stays on record.' using errcode = 'insufficient_privilege';
        end if;
        return old;
    end if;
    if tg_op = 'INSERT' then
        if own and (new.state <> 'proposed' or new.turn <> 0 or new.answer <> '' or new.answered_at is not null
                    or new.answered_by_id is not null or new.activity_id is not null) then
            raise exception 'The office answers proposals.' using errcode = 'insufficient_privilege';
        end if;
        return new;
    end if;
    if new.state <> old.state then
        new.turn := old.turn + 1;  -- each turn is told once
    end if;
    if not own or current_setting('comity.reindexing', true) = 'on' then
        return new;
    end if;
    if (new.answer, new.answered_at, new.answered_by_id, new.activity_id)
       is distinct from (old.answer, old.answered_at, old.answered_by_id, old.activity_id)
       or new.state <> old.state and (old.state, new.state) <> ('more', 'proposed') then
        raise exception 'The office answers proposals.' using errcode = 'insufficient_privilege';
    end if;
    if old.state not in ('proposed', 'more') and to_jsonb(new) - mine <> to_jsonb(old) - mine then
        raise exception 'What was decided on stays as it was.' using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
