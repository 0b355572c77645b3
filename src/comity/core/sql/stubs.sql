-- A record that is deleted while rows out of sight still point at it stays as a stub: restricted, shown to nobody. To
-- everyone it is gone and the history says "deleted"; a refusal would tell that there is something they may not see.

-- Does any row that the one who asks can see point at the record?
create or replace function comity_pointed_at(target regclass, subject bigint) returns boolean
    language plpgsql stable set search_path = public, pg_temp as $$
declare
    link record;
    found_ boolean;
begin
    for link in select conrelid::regclass as relation, attname
                  from pg_constraint join pg_attribute on attrelid = conrelid and attnum = conkey[1]
                 where confrelid = target and contype = 'f'
    loop
        execute format('select exists (select from %s where %I = $1)', link.relation, link.attname)
           into found_ using subject;
        if found_ then
            return true;
        end if;
    end loop;
    return false;
end $$;

-- Make a stub of a record that something points at. False: nothing does, or the one who asks may not delete it.
create or replace function comity_retire(target regclass, subject bigint) returns boolean
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    done integer;
begin
    if not comity_pointed_at(target, subject) then
        return false;
    end if;
    execute format('update %s set code = '''', sensitivity = 2, shown_to = ''{}'' where id = $1 and ', target)
        || $guard${sees} and {writes}$guard$ using subject;
    get diagnostics done = row_count;
    return done = 1;
end $$;

-- Before a record is deleted: rows in sight keep it, as the foreign keys say, and are named in the refusal. Where only
-- rows out of sight point at it, it becomes a stub.
create or replace function comity_hold() returns trigger
    language plpgsql set search_path = public, pg_temp as $$
begin
    if not comity_pointed_at(tg_relid, old.id) and comity_retire(tg_relid, old.id) then
        return null;
    end if;
    return old;
end $$;

-- Put a stub back as the change that deleted it says. False: there is no stub, the record is to be inserted.
create or replace function comity_return(change_id bigint) returns boolean
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    kept comity_change;
    sets text;
    done integer;
begin
    select * into kept from comity_change where id = change_id and operation = 'd' and was ? 'shown_to' and {sees};
    if not found then
        return false;
    end if;
    select string_agg(format('%1$I = old.%1$I', attname), ', ') into sets
      from pg_attribute
     where attrelid = kept.relation::regclass and attnum > 0 and not attisdropped and attgenerated = ''
       and attname not in ('id', 'city_id');
    execute format('update %1$I as now_ set %2$s from jsonb_populate_record(null::%1$I, $1) as old
                     where now_.id = old.id and comity_is_stub(now_.sensitivity, now_.shown_to)
                       and exists (select from jsonb_populate_record(null::%1$I, $1) where ', kept.relation, sets)
        || $guard${sees} and {writes})$guard$ using kept.was;
    get diagnostics done = row_count;
    return done = 1;
end $$;

-- Does the row point at a stub? What is put back must not show that the other was kept.
create or replace function comity_points_at_stub(source regclass, subject bigint) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    link record;
    found_ boolean;
begin
    for link in select confrelid::regclass as relation, attname
                  from pg_constraint join pg_attribute on attrelid = conrelid and attnum = conkey[1]
                 where conrelid = source and contype = 'f' and exists (
                       select from pg_attribute as guard where guard.attrelid = confrelid and guard.attname = 'shown_to')
    loop
        execute format('select exists (select from %s as mine join %s as other on other.id = mine.%I
                         where mine.id = $1 and comity_is_stub(other.sensitivity, other.shown_to))',
                       source, link.relation, link.attname) into found_ using subject;
        if found_ then
            return true;
        end if;
    end loop;
    return false;
end $$;
