-- Files on their way. Acts are only ever added, by who may change the file or whose turn it is; where a file stands is
-- written through one function alone, by who acted on it or may change it.

-- A new file is being prepared. One that is put back after it was deleted stands where it stood.
create or replace function comity_case_begins() returns trigger
    language plpgsql security definer set search_path = public, pg_temp as $$
begin
    insert into comity_casequeue (case_id, city_id) values (new.id, new.city_id) on conflict (case_id) do nothing;
    return null;
end $$;

-- Is it the turn of the one who asks: does the file wait for this of their role or unit, or was the act to be taken back
-- their own? What a file waits for is written down in comity_casequeue.
create or replace function comity_case_turn(subject bigint, what text, part text) returns boolean
    language sql stable security definer set search_path = public, pg_temp as $$
    select case what
        when 'taken_back' then exists (
            select from comity_caseact where case_id = subject and id::text = part
               and comity_officer() in (officer_id, instead_of_id))
        else exists (
            select from comity_casequeue as queue, jsonb_array_elements(queue.waits) as wait
             where queue.case_id = subject and queue.city_id = comity_city()
               and wait ->> 'key' = case what when 'opinion' then 'ask:' when 'reported' then 'duty:' else 'step:' end || part
               and (wait -> 'roles' ? (select role from comity_officer where id = comity_officer())
                    or (wait ->> 'unit')::bigint = any (comity_below())))
    end and what in ('done', 'refused', 'opinion', 'reported', 'taken_back')
$$;

create or replace function comity_case_stands(subject bigint, stands jsonb) returns void
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    now_ comity_casequeue := jsonb_populate_record(null::comity_casequeue, stands);
begin
    if not exists (select from comity_entry where id = subject and register = 'cases' and {sees} and ({writes} or exists (
            select from comity_caseact where case_id = subject and officer_id = comity_officer() and at >= now())))
    then
        raise exception 'No right to say where file % stands.', subject using errcode = 'insufficient_privilege';
    end if;
    insert into comity_casequeue (case_id, city_id) values (subject, comity_city()) on conflict (case_id) do nothing;
    update comity_casequeue set
        state = now_.state, level = now_.level, rules_version = now_.rules_version, waits = now_.waits,
        roles = now_.roles, units = now_.units, due = now_.due, owed_by = now_.owed_by, owes = now_.owes,
        lives = now_.lives, handler_id = now_.handler_id, as_of = now_.as_of
     where case_id = subject;
end $$;
