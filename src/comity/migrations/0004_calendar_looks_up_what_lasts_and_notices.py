from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('comity', '0003_personal_data_kept_apart'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='activity',
            index=models.Index(condition=models.Q(('ends__gt', models.F('starts'))), fields=['city', 'starts', 'ends'], name='activity_lasting'),
        ),
        migrations.AddIndex(
            model_name='agreement',
            index=models.Index(fields=['city', 'notice_by', 'id'], name='agreement_notice'),
        ),
    ]
