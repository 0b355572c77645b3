-- Personal data of people, and office contacts of partners and posts: `person_id` is the record they are of. The program's role may see that something is kept, and nothing more: what is kept is read and
-- written only through these functions, which ask for the right and a reason and write the act down in the same transaction.

create or replace function comity_personal_right() returns text
    language sql stable parallel safe as $$ select coalesce(current_setting('comity.personal', true), '') $$;

create or replace function comity_contacts_right() returns text
    language sql stable parallel safe as $$ select coalesce(current_setting('comity.contacts', true), '') $$;

-- The right to what is kept of a record: passports and private contacts of a person, office contacts of a partner or a post.
create or replace function comity_kept_right(register text) returns text
    language sql stable parallel safe set search_path = public, pg_temp as $$
    select case when register = 'people' then comity_personal_right()
                when register in ('partners', 'appointments') then comity_contacts_right()
                else '' end
$$;

create or replace function comity_audits() returns boolean
    language sql stable parallel safe as $$ select coalesce(current_setting('comity.audits', true), '') = '1' $$;

create or replace function comity_personal_act(subject bigint, wanted text, done text, named text, why text) returns void
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    held text := (select comity_kept_right(register) from comity_entry where id = subject and {sees});
begin
    if held is null or held <> 'write' and (wanted = 'write' or held <> 'read') then
        raise exception 'No right to personal data of %.', subject using errcode = 'insufficient_privilege';
    end if;
    if btrim(coalesce(why, '')) = '' then
        raise exception 'Personal data is not touched without a reason.' using errcode = 'check_violation';
    end if;
    insert into comity_personalact (city_id, person_id, act, fields, reason, officer_id, door, at)
    values (comity_city(), subject, done, named, btrim(why), comity_officer(),
            coalesce(current_setting('comity.door', true), ''), clock_timestamp());
end $$;

create or replace function comity_personal_read(subject bigint, why text) returns table (key_id text, sealed bytea)
    language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
begin
    perform comity_personal_act(subject, 'read', 'read', '', why);
    return query select kept.key_id::text, kept.sealed from comity_personal as kept
                  where kept.person_id = subject and kept.city_id = comity_city();
end $$;

create or replace function comity_personal_write(subject bigint, key text, box bytea, named text, why text) returns void
    language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform comity_personal_act(subject, 'write', 'written', named, why);
    insert into comity_personal (person_id, city_id, key_id, sealed, changed_at, officer_id)
    values (subject, comity_city(), key, box, clock_timestamp(), comity_officer())
    on conflict (person_id) do update
       set key_id = excluded.key_id, sealed = excluded.sealed,
           changed_at = excluded.changed_at, officer_id = excluded.officer_id;
end $$;

create or replace function comity_personal_erase(subject bigint, why text) returns void
    language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform comity_personal_act(subject, 'write', 'erased', '', why);
    delete from comity_personal where person_id = subject;
end $$;

-- Not even the owner alters by mistake what was written down.
create or replace function comity_unalterable() returns trigger language plpgsql as $$
begin
    raise exception '% is written once.', tg_table_name using errcode = 'insufficient_privilege';
end $$;
