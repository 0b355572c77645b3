-- Stand-ins: who acts in whose place, what a stand-in may do, and questions to agencies outside the office.

-- In whose place an officer acts today, by the city's clock, with all that an identity says of them.
create or replace function comity_absents(who bigint) returns jsonb
    language sql stable security definer set search_path = public, pg_temp as $$
    select coalesce(jsonb_agg(jsonb_build_object('officer', away.id, 'name', away.name, 'role', away.role,
                                                 'above', family.above, 'below', family.below) order by away.id), '[]')
      from comity_standin as one
      join comity_city as city on city.id = one.city_id
      join comity_officer as away on away.id = one.absent_id and away.city_id = one.city_id and away.is_active
      cross join lateral comity_family(away.unit_id) as family
     where one.stand_in_id = who and one.ended_at is null
       and (now() at time zone city.time_zone)::date between one.first and one.last
$$;

-- Who writes for the own unit alone does with a file by which that unit applies nothing of what the office does, unless it is
-- their turn; whose opinion may be recorded, and whose act taken back, only the door for acts tells apart (gate/applicants.py).
create or replace function comity_case_barred(subject bigint, what text, writes text, below bigint[]) returns boolean
    language sql stable set search_path = public, pg_temp as $$
    select writes = 'own' and what in ('returned', 'lapsed', 'waived', 'moved', 'done', 'refused')
       and exists (select from comity_case where id = subject and applicant_id = any (below))
$$;

-- May the one who asks do this with a file in an absent officer's place? Only while standing in for them, only what they
-- may do themselves, and only with a file that they see; that the stand-in sees it too, the policy of the acts says.
create or replace function comity_case_instead(away bigint, subject bigint, what text, part text) returns boolean
    language sql stable security definer set search_path = public, pg_temp as $$
    select exists (
        select from jsonb_array_elements(coalesce(nullif(current_setting('comity.instead', true), ''), '[]')::jsonb) as one
          join jsonb_array_elements(comity_absents(comity_officer())) as counts on counts -> 'officer' = one -> 'officer'
          join comity_entry as file on file.id = subject and file.register = 'cases' and file.city_id = comity_city()
         where one -> 'officer' = to_jsonb(away)
           and exists (select where file.sensitivity < 2 and (file.sensitivity <= (one ->> 'clearance')::integer
                                                              or one -> 'below' @> to_jsonb(file.unit_id))
                       union all select from unnest(file.shown_to) as unit
                        where one -> case when file.sensitivity < 2 then 'below' else 'above' end @> to_jsonb(unit))
           and (one ->> 'writes' = 'all'
                or one ->> 'writes' = 'own' and one -> 'below' @> to_jsonb(file.unit_id) and not comity_case_barred(
                       subject, what, 'own', array(select unit::bigint from jsonb_array_elements_text(one -> 'below') as unit))
                or case what
                    when 'taken_back' then exists (
                        select from comity_caseact where case_id = subject and id::text = part and officer_id = away)
                    else what in ('done', 'refused', 'opinion', 'reported') and exists (
                        select from comity_casequeue as queue, jsonb_array_elements(queue.waits) as wait
                         where queue.case_id = subject
                           and wait ->> 'key' = case what when 'opinion' then 'ask:' when 'reported' then 'duty:'
                                                          else 'step:' end || part
                           and (wait -> 'roles' ? (one ->> 'role') or one -> 'below' @> (wait -> 'unit'))) end))
$$;

-- Officers name their own stand-ins, heads those of their units, administrators anybody's.
create or replace function comity_standin_may(away bigint) returns boolean
    language sql stable set search_path = public, pg_temp as $$
    select away = comity_officer() or exists (
        select from comity_officer as me join comity_officer as them on them.id = away and them.city_id = me.city_id
         where me.id = comity_officer() and (me.role = 'administrator'
               or me.role = 'head' and them.unit_id = any (comity_below())))
$$;

-- What cannot be: of another city, oneself, days the wrong way round, two stand-ins at once, a stand-in who is away too.
create or replace function comity_standin_fits() returns trigger
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    wrong text;
begin
    perform pg_advisory_xact_lock(8414, (new.city_id % 2147483647)::int);
    select case
        when new.absent_id = new.stand_in_id then 'standin_self'
        when new.last < new.first then 'standin_days'
        when (select count(*) from comity_officer
               where id in (new.absent_id, new.stand_in_id) and city_id = new.city_id and is_active) < 2
            then 'standin_people'
        when exists (select from comity_standin as other
                      where other.absent_id = new.absent_id and other.ended_at is null
                        and other.first <= new.last and other.last >= new.first) then 'standin_twice'
        when exists (select from comity_standin as other
                      where (other.absent_id = new.stand_in_id or other.stand_in_id = new.absent_id)
                        and other.ended_at is null
                        and other.first <= new.last and other.last >= new.first) then 'standin_chain'
        end into wrong;
    if wrong is not null then
        raise exception 'This stand-in cannot be: %.', wrong using errcode = 'check_violation', constraint = wrong;
    end if;
    return new;
end $$;

-- Which question a secret opens, by its hash, before anybody acts; whoever has the secret learns no more than its number.
create or replace function comity_opinion_link(hash text) returns table (id bigint, city_id bigint)
    language sql stable security definer set search_path = public, pg_temp as $$
    select link.id, link.city_id from comity_opinionlink as link where link.sha256 = hash
$$;
