-- Who is acting, as comity.core.identity set it for this transaction. Unset means nobody, and nobody sees nothing.

create sequence if not exists comity_record_id;

-- In PL/pgSQL, because the planner inlines a function in SQL into each statement: parsing these six again for every table with
-- a policy took a sixth of the time of a partner's page in the database. The cost is that of the expressions, which policies ask
-- once in a statement.

create or replace function comity_city() returns bigint
    language plpgsql stable parallel safe cost 1 as $$ begin return nullif(current_setting('comity.city', true), '')::bigint; end $$;

create or replace function comity_officer() returns bigint
    language plpgsql stable parallel safe cost 1 as $$ begin return nullif(current_setting('comity.officer', true), '')::bigint; end $$;

create or replace function comity_clearance() returns integer
    language plpgsql stable parallel safe cost 1 as $$ begin return nullif(current_setting('comity.clearance', true), '')::integer; end $$;

create or replace function comity_writes() returns text
    language plpgsql stable parallel safe cost 1 as $$ begin return nullif(current_setting('comity.writes', true), ''); end $$;

-- the officer's unit and all units over it: a record shown to any of these is shown to the officer
create or replace function comity_above() returns bigint[]
    language plpgsql stable parallel safe cost 1 as $$
    begin return coalesce(string_to_array(nullif(current_setting('comity.above', true), ''), ',')::bigint[], '{}'); end $$;

-- the officer's unit and all units under it: records led by any of these are the officer's own
create or replace function comity_below() returns bigint[]
    language plpgsql stable parallel safe cost 1 as $$
    begin return coalesce(string_to_array(nullif(current_setting('comity.below', true), ''), ',')::bigint[], '{}'); end $$;
