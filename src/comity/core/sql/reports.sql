-- Reports that are issued: a signed one is never altered again, not by the program and not by the tables' owner.

create or replace function comity_signs() returns boolean
    language sql stable parallel safe as $$ select coalesce(current_setting('comity.signs', true), '') = '1' $$;

-- May somebody else sign this report? Arguments: the report's guard, who is not meant, the roles that sign.
create or replace function comity_other_signers(of_city bigint, guard smallint, shown bigint[], but bigint, roles text[])
    returns bigint language sql stable security definer set search_path = public, pg_temp as $$
    select count(*) from comity_officer as other
     where other.city_id = of_city and of_city = comity_city() and other.is_active and other.role = any (roles) and other.id is distinct from but
       and (guard < 2 or exists (
            select from unnest(shown) as one, lateral comity_family(one) as family where other.unit_id = any (family.below)))
$$;

-- arguments: the roles that sign
create or replace function comity_issued() returns trigger
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    moving text[] := array['state', 'signed_by_id', 'signed_at'];
begin
    if tg_op <> 'INSERT' and old.state = 'signed' then
        raise exception 'A signed report is not altered.' using errcode = 'insufficient_privilege';
    end if;
    if tg_op = 'DELETE' then
        if old.state <> 'draft' or comity_writes() is null and comity_city() is not null then
            raise exception 'Only a draft is discarded.' using errcode = 'insufficient_privilege';
        end if;
        return old;
    end if;
    if tg_op = 'INSERT' then
        if new.state <> 'draft' or new.signed_at is not null or comity_writes() is null
           or new.drafted_by_id is distinct from comity_officer() then
            raise exception 'A report begins as the draft of whoever acts.' using errcode = 'insufficient_privilege';
        end if;
        return new;
    end if;
    if (new.id, new.city_id, new.basis, new.sensitivity, new.shown_to, new.unit_id, new.replaces_id)
       is distinct from (old.id, old.city_id, old.basis, old.sensitivity, old.shown_to, old.unit_id, old.replaces_id)
       or new.drafted_by_id is distinct from old.drafted_by_id
       or old.state = 'submitted' and to_jsonb(new) - moving <> to_jsonb(old) - moving then
        raise exception 'This of a report does not change.' using errcode = 'insufficient_privilege';
    end if;
    if new.state <> old.state and (old.state, new.state) not in
       (('draft', 'submitted'), ('submitted', 'draft'), ('submitted', 'signed')) then
        raise exception 'No report goes from % to %.', old.state, new.state using errcode = 'insufficient_privilege';
    end if;
    if comity_writes() is null and not (comity_signs() and old.state = 'submitted') then
        raise exception 'Whoever only signs changes no draft.' using errcode = 'insufficient_privilege';
    end if;
    if new.state <> 'signed' then
        if new.signed_at is not null or new.signed_by_id is not null then
            raise exception 'Nobody has signed this report.' using errcode = 'insufficient_privilege';
        end if;
        return new;
    end if;
    if not comity_signs() or new.signed_at is null or new.signed_by_id is null
       or new.signed_by_id is distinct from comity_officer()
       or new.drafted_by_id = comity_officer() and comity_other_signers(
           new.city_id, new.sensitivity, new.shown_to, comity_officer(), tg_argv[0:tg_nargs - 1]) > 0 then
        raise exception 'A report is signed by a head or leader who did not draft it.' using errcode = 'insufficient_privilege';
    end if;
    if not exists (select from comity_issuedcontent as held
                    where held.report_id = new.id and encode(sha256(held.content), 'hex') = new.sha256) then
        raise exception 'The content is not what its hash says.' using errcode = 'check_violation';
    end if;
    if new.replaces_id is not null then
        perform pg_advisory_xact_lock(hashtext('comity_issued.replaces'), hashint8(new.replaces_id)); -- of two at once the second sees the first
        if exists (select from comity_issued as other where other.replaces_id = new.replaces_id and other.state = 'signed' and other.id <> new.id) then
            raise exception 'A report is replaced once.' using errcode = 'insufficient_privilege';
        end if;
    end if;
    return new;
end $$;

-- What a report says, and the records behind it, change while it is a draft. Argument: none; the column is report_id.
create or replace function comity_issued_part() returns trigger
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    report bigint := case when tg_op = 'DELETE' then old.report_id else new.report_id end;
begin
    if tg_op = 'UPDATE' and new.report_id <> old.report_id
       or exists (select from comity_issued as whole where whole.id = report and whole.state <> 'draft') then
        raise exception 'Only a draft is written.' using errcode = 'insufficient_privilege';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;

-- Every step is written down with who, when and why.
create or replace function comity_step() returns trigger
    language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if tg_op = 'UPDATE' and new.state = old.state then
        return null;
    end if;
    insert into comity_reportstep (subject, state, officer_id, at, door, reason)
    values (new.id, new.state, comity_officer(), clock_timestamp(),
            coalesce(current_setting('comity.door', true), ''), coalesce(current_setting('comity.reason', true), ''));
    return null;
end $$;

-- Returns: asked for by the office, answered by the unit, accepted or sent back by the office; an accepted one stands until
-- it is sent back with a reason.
create or replace function comity_returned() returns trigger
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    office boolean := coalesce(comity_writes(), '') = 'all';
    moved text[];
begin
    if tg_op = 'INSERT' then
        if not office or new.state <> 'asked' then
            raise exception 'A return is asked for by the office.' using errcode = 'insufficient_privilege';
        end if;
        return new;
    end if;
    if tg_op = 'DELETE' then
        if not office or old.state not in ('asked', 'back') then
            raise exception 'A return that was sent stays.' using errcode = 'insufficient_privilege';
        end if;
        return old;
    end if;
    if (new.id, new.city_id, new.request_id, new.unit_id, new.sensitivity, new.shown_to)
       is distinct from (old.id, old.city_id, old.request_id, old.unit_id, old.sensitivity, old.shown_to)
       or old.state in ('sent', 'accepted') and (new.figures, new.note) is distinct from (old.figures, old.note) then
        raise exception 'This of a return does not change.' using errcode = 'insufficient_privilege';
    end if;
    moved := array[old.state, new.state];
    if moved not in (array['asked', 'asked'], array['back', 'back'], array['asked', 'sent'], array['back', 'sent'])
       and not (office and moved in (array['sent', 'accepted'], array['sent', 'back'], array['accepted', 'back'])) then
        raise exception 'No return goes from % to %.', old.state, new.state using errcode = 'insufficient_privilege';
    end if;
    if old.state = 'sent' and new.state = 'accepted' and comity_officer() = (
        select step.officer_id from comity_reportstep as step
         where step.subject = new.id and step.state = 'sent' order by step.id desc limit 1) then
        raise exception 'Whoever sent a return does not accept it.' using errcode = 'insufficient_privilege';
    end if;
    if old.state <> 'back' and new.state = 'back' and btrim(coalesce(current_setting('comity.reason', true), '')) = '' then
        raise exception 'A return is not sent back without a reason.' using errcode = 'check_violation';
    end if;
    return new;
end $$;
