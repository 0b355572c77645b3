-- Templates are the city's. What was uploaded, and which came into force when, is never changed afterwards.

alter table comity_template enable row level security;
drop policy if exists comity_select on comity_template;
create policy comity_select on comity_template for select using (city_id = (select comity_city()));
drop policy if exists comity_insert on comity_template;
create policy comity_insert on comity_template for insert with check (
    city_id = (select comity_city()) and officer_id = (select comity_officer()) and (select comity_writes()) = 'all');

alter table comity_templateuse enable row level security;
drop policy if exists comity_select on comity_templateuse;
create policy comity_select on comity_templateuse for select using (city_id = (select comity_city()));
drop policy if exists comity_insert on comity_templateuse;
create policy comity_insert on comity_templateuse for insert with check (
    city_id = (select comity_city()) and officer_id = (select comity_officer()) and (select comity_writes()) = 'all'
    and (template_id is null or exists (select from comity_template as mine where mine.id = template_id)));

revoke update, delete on comity_template, comity_templateuse from {role};
