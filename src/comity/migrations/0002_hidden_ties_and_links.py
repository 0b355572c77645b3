import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

# What was kept before says which linked records it is about, and is guarded as its record was before, where fewer saw it.
BESIDE_LINKS = """
update comity_change set beside = array(
        select said::bigint from jsonb_each_text(coalesce(became, was)) as one (name, said)
         where name like '%\\_id' and said <> record_id::text)
 where not coalesce(became, was) ? 'shown_to' and relation <> 'comity_attachment'
"""
BESIDE_COLUMNS = """
update comity_change set beside = array(
        select distinct said::bigint
          from jsonb_each_text(was) as old (name, before) join jsonb_each_text(became) as new (name, after) using (name),
               unnest(array[before, after]) as said
         where before is distinct from after and said is not null and name like '%\\_id')
 where operation = 'u' and was ? 'shown_to' and not exists (
       select from jsonb_each(was) as old (name, before) join jsonb_each(became) as new (name, after) using (name)
        where before is distinct from after and name not like '%\\_id' and name not in ('version', 'changed_at'))
"""
GUARDS = """
update comity_change
   set sensitivity = (was ->> 'sensitivity')::smallint, unit_id = (was ->> 'unit_id')::bigint,
       shown_to = array(select jsonb_array_elements_text(was -> 'shown_to')::bigint)
 where operation = 'u' and was ? 'shown_to' and (was ->> 'sensitivity')::smallint >= (became ->> 'sensitivity')::smallint
"""


class Migration(migrations.Migration):
    dependencies = [("comity", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="tie",
            name="partner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="ties",
                related_query_name="tie",
                to="comity.partner",
                verbose_name="partner",
            ),
        ),
        migrations.AddConstraint(
            model_name="tie",
            constraint=models.UniqueConstraint(
                condition=models.Q(("sensitivity", 0)),
                fields=("partner",),
                name="tie_partner",
                violation_error_message="This partner has a public tie already.",
            ),
        ),
        migrations.AddField(
            model_name="change",
            name="beside",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), default=list, size=None
            ),
        ),
        *(migrations.RunSQL(one, migrations.RunSQL.noop) for one in (BESIDE_LINKS, BESIDE_COLUMNS, GUARDS)),
    ]
