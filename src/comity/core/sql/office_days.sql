-- What an office says of days is the city's, added to and never changed. What counts of it stands in the city's row.

alter table comity_officeday enable row level security;
drop policy if exists comity_select on comity_officeday;
create policy comity_select on comity_officeday for select using (city_id = (select comity_city()));
drop policy if exists comity_insert on comity_officeday;
create policy comity_insert on comity_officeday for insert with check (
    city_id = (select comity_city()) and officer_id = (select comity_officer()) and (select comity_writes()) = 'all');
revoke update, delete on comity_officeday from {role};

create or replace function comity_officedays() returns trigger
    language plpgsql set search_path = public, pg_temp as $$
begin
    perform pg_advisory_xact_lock(8413, (new.city_id % 2147483647)::int);  -- two words at once, and one would be lost
    update comity_city set days = (
        select coalesce(jsonb_agg(jsonb_build_array(day, what, title_en, title_vi) order by day), '[]')
          from (select distinct on (day) day, what, title_en, title_vi from comity_officeday
                 where city_id = new.city_id order by day, id desc) as last
         where what <> 'listed')
     where id = new.city_id;
    return null;
end $$;
