-- Who is acting, as comity.core.identity set it for this transaction. Unset means nobody, and nobody sees nothing.

create sequence if not exists comity_record_id;

create or replace function comity_city() returns bigint
    language sql stable parallel safe as $$ select nullif(current_setting('comity.city', true), '')::bigint $$;

create or replace function comity_officer() returns bigint
    language sql stable parallel safe as $$ select nullif(current_setting('comity.officer', true), '')::bigint $$;

create or replace function comity_clearance() returns integer
    language sql stable parallel safe as $$ select nullif(current_setting('comity.clearance', true), '')::integer $$;

create or replace function comity_writes() returns text
    language sql stable parallel safe as $$ select nullif(current_setting('comity.writes', true), '') $$;

-- the officer's unit and all units over it: a record shown to any of these is shown to the officer
create or replace function comity_above() returns bigint[]
    language sql stable parallel safe as $$
    select coalesce(string_to_array(nullif(current_setting('comity.above', true), ''), ',')::bigint[], '{}') $$;

-- the officer's unit and all units under it: records led by any of these are the officer's own
create or replace function comity_below() returns bigint[]
    language sql stable parallel safe as $$
    select coalesce(string_to_array(nullif(current_setting('comity.below', true), ''), ',')::bigint[], '{}') $$;
