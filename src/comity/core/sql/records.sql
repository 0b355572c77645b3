-- Triggers of every record table. Installed by comity.core.protect; run with the owner's rights so that
-- the program itself can neither write history nor forget to.

-- A restricted record that is shown to nobody: deleted to everyone, kept because rows out of sight point at it (stubs.sql).
create or replace function comity_is_stub(sensitivity smallint, shown_to bigint[]) returns boolean
    language sql immutable parallel safe as $$ select sensitivity = 2 and shown_to = '{}' $$;

create or replace function comity_touch() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
    if tg_op = 'UPDATE' then
        if new.city_id is distinct from old.city_id then
            raise exception 'A record does not move to another city.' using errcode = 'check_violation';
        end if;
        if current_setting('comity.reindexing', true) = 'on' then  -- only the index row is made anew
            return new;
        end if;
        if not comity_is_stub(old.sensitivity, old.shown_to) and not comity_is_stub(new.sensitivity, new.shown_to) then
            new.version := old.version + 1;  -- a stub keeps it, as a record that is deleted and put back does
        end if;
    end if;
    new.changed_at := clock_timestamp();
    return new;
end $$;

-- A part is guarded as the record it belongs to. Argument: the column that holds that record's id.
create or replace function comity_within() returns trigger
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    whole record;
begin
    select city_id, unit_id, sensitivity, shown_to into whole
      from comity_entry where id = (to_jsonb(new) ->> tg_argv[0])::bigint;
    if found then
        if whole.city_id is distinct from new.city_id then
            raise exception 'A part belongs to a record of its own city.' using errcode = 'check_violation';
        end if;
        new.unit_id := whole.unit_id;
        new.sensitivity := whole.sensitivity;
        new.shown_to := whole.shown_to;
    end if;
    return new;
end $$;

-- When the guard of a record changes, that of its parts does. Arguments: table and column of each kind of part, in turn.
create or replace function comity_parts() returns trigger
    language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if (new.unit_id, new.sensitivity, new.shown_to) is distinct from (old.unit_id, old.sensitivity, old.shown_to) then
        for place in 0 .. tg_nargs - 1 by 2 loop
            execute format('update %I set sensitivity = sensitivity where %I = $1', tg_argv[place], tg_argv[place + 1])
                using new.id;
        end loop;
    end if;
    return null;
end $$;

-- No record lies within itself, over however many others and whether these can be seen or not. Argument: the column that
-- holds the id of the record over it. Who moves one, or puts a deleted one back, waits until all who did so before are done,
-- and looks then: two that are put under each other at one moment would both pass. A rehearsal is taken back and need not wait.
create or replace function comity_tree() returns trigger
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    over_ bigint := (to_jsonb(new) ->> tg_argv[0])::bigint;
    ring boolean;
begin
    if over_ is null or tg_op = 'UPDATE' and over_ is not distinct from (to_jsonb(old) ->> tg_argv[0])::bigint then
        return null;
    end if;
    if current_setting('comity.rehearsing', true) is distinct from 'on'
       and (tg_op = 'UPDATE' or exists (select from comity_change where record_id = new.id and operation = 'd')) then
        perform pg_advisory_xact_lock(hashtext('comity_tree'), hashtext(tg_table_name));
    end if;
    execute format('with recursive over_ (id) as (select $1 union select under_.%2$I from %1$I as under_ join over_ using (id)
                                                   where under_.%2$I is not null)
                    select exists (select from over_ where id = $2)', tg_table_name, tg_argv[0]) into ring using over_, new.id;
    if ring then
        raise exception 'A record does not lie within itself.'
            using errcode = 'check_violation', constraint = 'comity_tree', column = tg_argv[0];
    end if;
    return null;
end $$;

-- arguments: register, the column that holds the record's id, the columns that hold linked records' ids...
-- A change is guarded as its record was or became, whichever fewer may see. One that is about links alone is told only to
-- those who see one of the linked records, which `beside` names.
create or replace function comity_keep() returns trigger
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    was jsonb := case when tg_op = 'INSERT' then null else to_jsonb(old) end;
    now_ jsonb := case when tg_op = 'DELETE' then null else to_jsonb(new) end;
    is_record boolean := coalesce(now_, was) ? 'shown_to';
    operation text := lower(left(tg_op, 1));
    columns text[] := case when tg_nargs > 2 then tg_argv[2:tg_nargs - 1] else '{}' end;
    quiet text[] := array['version', 'changed_at'];
    linked bigint[] := '{}';
    row_ jsonb;
    subject bigint;
    owner_ record;
begin
    if tg_op = 'UPDATE' and was - quiet = now_ - quiet then
        return null;
    end if;
    if tg_op = 'UPDATE' and is_record then
        if comity_is_stub(new.sensitivity, new.shown_to) then
            operation := 'd';
            now_ := null;
        elsif comity_is_stub(old.sensitivity, old.shown_to) then
            operation := 'i';
            was := null;
        end if;
    end if;
    row_ := coalesce(now_, was);
    subject := (row_ ->> tg_argv[1])::bigint;
    if is_record then
        if operation = 'u' then
            if was - (columns || quiet) = now_ - (columns || quiet) then
                linked := array(
                    select distinct (side ->> name)::bigint from unnest(columns) as name, unnest(array[was, now_]) as side
                     where was ->> name is distinct from now_ ->> name and side ->> name is not null);
            end if;
            if (was ->> 'sensitivity')::smallint >= (now_ ->> 'sensitivity')::smallint then
                row_ := was;
            end if;
        end if;
        select (row_ ->> 'city_id')::bigint as city_id, (row_ ->> 'sensitivity')::smallint as sensitivity,
               (row_ ->> 'unit_id')::bigint as unit_id,
               array(select jsonb_array_elements_text(row_ -> 'shown_to')::bigint) as shown_to into owner_;
    else  -- a link, citation or attachment is guarded like the record it hangs on
        linked := array(select (row_ ->> name)::bigint from unnest(columns) as name);
        select city_id, sensitivity, unit_id, shown_to into owner_ from comity_entry where id = subject;
        if not found then
            select city_id, sensitivity, unit_id, shown_to into owner_ from comity_change
             where record_id = subject order by id desc limit 1;
        end if;
    end if;
    insert into comity_change (city_id, register, record_id, relation, operation, was, became, at,
                               officer_id, act, door, reason, sensitivity, unit_id, shown_to, beside)
    values (owner_.city_id, tg_argv[0], subject, tg_table_name, operation, was, now_, clock_timestamp(),
            comity_officer(), coalesce(nullif(current_setting('comity.act', true), ''), 'txid ' || txid_current()),
            coalesce(current_setting('comity.door', true), ''), coalesce(current_setting('comity.reason', true), ''),
            owner_.sensitivity, owner_.unit_id, owner_.shown_to, linked);
    return null;
end $$;

create or replace function comity_words(value text) returns tsvector
    language plpgsql immutable parallel safe as $$
declare
    folded text := public.comity_fold(value);
begin
    -- The parser takes 2e5 for a number, also where it begins a word such as 2e5a; then the words are cut here.
    if folded ~ '[0-9]e[0-9]+[[:alpha:]]' then
        return (select string_agg(format('%L:%s', word, least(place, 16383)), ' ')::tsvector
                  from regexp_split_to_table(folded, '[^[:alnum:]]+') with ordinality as cut (word, place)
                 where octet_length(word) between 1 and 2046);
    end if;
    if octet_length(folded) > length(folded) then
        return to_tsvector('simple', regexp_replace(folded, '[^[:alnum:]]+', ' ', 'g'));
    end if;
    return to_tsvector('simple', translate(folded, '-.,/()''":;&_!?@#$%*+<=>[]\^`{|}~', repeat(' ', 32)));
end $$;

-- Every word of the question must begin a word of the record.
create or replace function comity_question(value text) returns tsquery
    language sql immutable parallel safe as $$
    select coalesce(string_agg(quote_literal(left(word, 500)) || ':*', ' & '), '')::tsquery
      from regexp_split_to_table(trim(regexp_replace(public.comity_fold(value), '[^[:alnum:]]+', ' ', 'g')), ' ') as word
     where word <> ''
$$;

-- arguments: register, start column, end column, country column, further searched columns...
create or replace function comity_index() returns trigger
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    row_ jsonb;
    titles text;
    rest text;
begin
    if tg_op = 'DELETE' or comity_is_stub(new.sensitivity, new.shown_to) then
        delete from comity_entry where id = old.id;
        return null;
    end if;
    row_ := to_jsonb(new);
    titles := concat_ws(' ', new.title_en, new.title_vi, new.code);
    select string_agg(row_ ->> col, ' ') into rest from unnest(tg_argv[4:tg_nargs - 1]) as col;
    insert into comity_entry (id, city_id, register, code, title_en, title_vi, starts, ends, country, pillar, unit_id,
                              sensitivity, shown_to, is_sample, to_verify, changed_at, words)
    values (new.id, new.city_id, tg_argv[0], new.code, new.title_en, new.title_vi,
            coalesce(row_ ->> tg_argv[1], ''), coalesce(row_ ->> tg_argv[2], ''), coalesce(row_ ->> tg_argv[3], ''),
            coalesce(row_ ->> 'pillar', ''), new.unit_id, new.sensitivity, new.shown_to, new.is_sample, new.to_verify,
            new.changed_at, setweight(comity_words(titles), 'A') || setweight(comity_words(rest), 'B'))
    on conflict (id) do update set
        code = excluded.code, title_en = excluded.title_en, title_vi = excluded.title_vi, starts = excluded.starts,
        ends = excluded.ends, country = excluded.country, pillar = excluded.pillar, unit_id = excluded.unit_id,
        sensitivity = excluded.sensitivity, shown_to = excluded.shown_to, is_sample = excluded.is_sample,
        to_verify = excluded.to_verify, changed_at = excluded.changed_at, words = excluded.words;
    return null;
end $$;

-- Is the record visible as it is now, or, of one that is deleted, as it was last?
create or replace function comity_entry_seen(subject bigint) returns boolean
    language sql stable security definer set search_path = public, pg_temp as $$
    select coalesce((select {sees} from comity_entry where id = subject),
                    (select {sees} from comity_change where record_id = subject order by id desc limit 1), false)
$$;

create or replace function comity_any_seen(subjects bigint[]) returns boolean
    language sql stable security definer set search_path = public, pg_temp as $$
    select exists (select from unnest(subjects) as subject where comity_entry_seen(subject))
$$;

-- The last change of a visible record's own row up to a moment, whether that change is visible or not.
create or replace function comity_last_change(subject bigint, table_ text, until timestamptz) returns bigint
    language sql stable security definer set search_path = public, pg_temp as $$
    select id from comity_change
     where record_id = subject and relation = table_ and at <= until and comity_entry_seen(subject)
     order by id desc limit 1
$$;

-- The visible records that have one of the codes in a column of several, so many at most. With the owner's rights for the
-- same reason as the search below: array operators are not leakproof and find no index behind row-level security.
create or replace function comity_having(of_table text, of_column text, codes text[], most integer) returns bigint[]
    language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    found bigint[];
begin
    if not starts_with(of_table, 'comity_') then
        raise exception '% holds no records.', of_table using errcode = 'insufficient_privilege';
    end if;
    execute format($query$select array(select id from %I where %I && $1::varchar[] and {sees} limit $2)$query$,
                   of_table, of_column)
       into found using codes, most;
    return found;
end $$;

-- The one search. It runs with the owner's rights because full-text operators are not leakproof and could not use an
-- index behind row-level security; it repeats the policy's own condition instead.
-- Ranks: the very title or code, a title that begins so, then words in titles before words elsewhere.
-- Each way of finding is a branch with an index of its own; joined by "or" they would read the whole table. Custom plans
-- let PostgreSQL see how common the words are: it then reads along the table for common ones and by index for rare ones.
create or replace function comity_find(wanted text, within text[], most integer)
    returns table (id bigint, rank real)
    language plpgsql stable security definer
    set search_path = public, pg_temp set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_column
declare
    asked text := trim(comity_fold(wanted));
    beyond text := asked || U&'\FFFF';
    question tsquery := comity_question(wanted);
begin
    if asked = '' then
        return;
    end if;
    return query
    with likely as (
        (select id, folded_en, folded_vi, code, words from comity_entry
          where folded_en >= asked and folded_en < beyond and (within is null or register = any(within)) and {sees} limit most)
        union all
        (select id, folded_en, folded_vi, code, words from comity_entry
          where folded_vi >= asked and folded_vi < beyond and (within is null or register = any(within)) and {sees} limit most)
        union all
        (select id, folded_en, folded_vi, code, words from comity_entry
          where code in (asked, trim(wanted)) and (within is null or register = any(within)) and {sees} limit most)
        union all
        (select id, folded_en, folded_vi, code, words from comity_entry
          where words @@ question and (within is null or register = any(within)) and {sees} limit greatest(most, 2000))
    )
    select id,
           max(case when folded_en = asked or folded_vi = asked or lower(code) = asked then 8
                    when starts_with(folded_en, asked) or starts_with(folded_vi, asked) then 4
                    else 0 end + ts_rank('{0, 0, 0.2, 1}', words, question))::real
      from likely
     group by id
     order by 2 desc, id desc
     limit most;
end $$;

-- The unit's line upwards and downwards, itself included.
create or replace function comity_family(of_unit bigint) returns table (above bigint[], below bigint[])
    language sql stable security definer set search_path = public, pg_temp as $$
    with recursive up as (
        select unit.id, unit.parent_id from comity_unit as unit where unit.id = of_unit
        union select over.id, over.parent_id from comity_unit as over join up on over.id = up.parent_id
    ), down as (
        select unit.id from comity_unit as unit where unit.id = of_unit
        union select under.id from comity_unit as under join down on under.parent_id = down.id
    )
    select array(select up.id from up), array(select down.id from down)
$$;
