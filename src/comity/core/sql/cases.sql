-- Files on their way. Acts are only ever added, by who may change the file, whose turn it is or who applies; where a file stands is
-- written through one function alone, by who acted on it or may change it.

-- A new file is being prepared. One that is put back after it was deleted stands where it stood.
create or replace function comity_case_begins() returns trigger
    language plpgsql security definer set search_path = public, pg_temp as $$
begin
    insert into comity_casequeue (case_id, city_id) values (new.id, new.city_id) on conflict (case_id) do nothing;
    return null;
end $$;

-- What the unit that applies does itself, beside what it is asked for: complete the dossier, hand it in again, withdraw.
create or replace function comity_case_applies(subject bigint, what text) returns boolean
    language sql stable security definer set search_path = public, pg_temp as $$
    select coalesce(comity_writes(), '') <> '' and exists (
        select from comity_case as file join comity_casequeue as queue on queue.case_id = file.id
         where file.id = subject and file.city_id = comity_city() and file.applicant_id = any (comity_below())
           and case what when 'paper' then queue.state in ('incomplete', 'returned')
                         when 'back' then queue.state = 'returned'
                         when 'withdrawn' then queue.state in ('incomplete', 'running', 'returned')
                         else false end)
$$;

-- Is it the turn of the one who asks: does the file wait for this of their role or unit, or was the act to be taken back
-- their own? What a file waits for is written down in comity_casequeue.
create or replace function comity_case_turn(subject bigint, what text, part text) returns boolean
    language sql stable security definer set search_path = public, pg_temp as $$
    select case what
        when 'taken_back' then exists (
            select from comity_caseact where case_id = subject and id::text = part
               and comity_officer() in (officer_id, instead_of_id))
        when 'paper' then comity_case_applies(subject, what)
        when 'back' then comity_case_applies(subject, what)
        when 'withdrawn' then comity_case_applies(subject, what)
        else exists (
            select from comity_casequeue as queue, jsonb_array_elements(queue.waits) as wait
             where queue.case_id = subject and queue.city_id = comity_city()
               and wait ->> 'key' = case what when 'opinion' then 'ask:' when 'reported' then 'duty:' else 'step:' end || part
               and (wait -> 'roles' ? (select role from comity_officer where id = comity_officer())
                    or (wait ->> 'unit')::bigint = any (comity_below())))
    end and what in ('done', 'refused', 'opinion', 'reported', 'taken_back', 'paper', 'back', 'withdrawn')
$$;

-- A file is shown to the unit that applies, and to units that are asked about it where the question said so, whatever
-- else is said of who may see it. A stub is shown to nobody.
create or replace function comity_case_shown() returns trigger
    language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if not comity_is_stub(new.sensitivity, new.shown_to) then
        new.shown_to := new.shown_to || array(
            select unit from (
                select new.applicant_id
                 where tg_op = 'INSERT' or new.sensitivity < 2 or new.applicant_id is distinct from old.applicant_id
                    or old.applicant_id = any (old.shown_to)  -- one of old that is restricted and was not shown to it: no
                union select last.unit_id from (  -- of each opinion, the unit that was asked last
                    select distinct on (act.of) act.unit_id, act.answer from comity_caseact as act
                     where act.case_id = new.id and act.what = 'asked' and not exists (
                           select from comity_caseact as back
                            where back.case_id = new.id and back.what = 'taken_back' and back.of = act.id::text)
                     order by act.of, act.id desc) as last where last.answer = 'shown') as named (unit)
             where unit is not null and not unit = any (new.shown_to) order by unit);
    end if;
    return new;
end $$;

-- A file that was filed stays under its procedure and about its record: both are what the law was asked about. What it is
-- about may still be told where nobody told it.
create or replace function comity_case_settled() returns trigger
    language plpgsql as $$
begin
    if (new.procedure is distinct from old.procedure or exists (select from (values
            (old.activity_id, new.activity_id), (old.agreement_id, new.agreement_id), (old.project_id, new.project_id),
            (old.tie_id, new.tie_id), (old.application_id, new.application_id)) as about (was, becomes)
             where was is not null and was is distinct from becomes))
        and exists (select from comity_casequeue where case_id = new.id and state <> 'draft')
    then
        raise exception 'a file that was filed stays what it is' using errcode = 'check_violation';
    end if;
    return new;
end $$;

-- A question that shows the file opens it to the unit; one that is taken back, or put to another unit, shuts it again.
create or replace function comity_case_asked() returns trigger
    language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if new.what in ('asked', 'taken_back') then
        update comity_case set shown_to = array(
            select unit from unnest(shown_to) as unit where not exists (
                select from comity_caseact
                 where case_id = new.case_id and what = 'asked' and answer = 'shown' and unit_id = unit))
         where id = new.case_id and not comity_is_stub(sensitivity, shown_to) and exists (
               select from comity_caseact where case_id = new.case_id and what = 'asked' and answer = 'shown');
    end if;
    return null;
end $$;

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
        state = now_.state, level = now_.level, rules_version = now_.rules_version, rules_digest = coalesce(now_.rules_digest, ''), waits = now_.waits,
        roles = now_.roles, units = now_.units, due = now_.due, owed_by = now_.owed_by, owes = now_.owes,
        lives = now_.lives, handler_id = now_.handler_id, as_of = now_.as_of
     where case_id = subject;
end $$;
