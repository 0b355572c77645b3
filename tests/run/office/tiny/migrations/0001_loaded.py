"""Make the one table, as its owner."""

from django.db import migrations


class Migration(migrations.Migration):
    """One table that the program may read and fill."""

    operations = [
        migrations.RunSQL("CREATE TABLE loaded (name text PRIMARY KEY)"),
        migrations.RunSQL("GRANT SELECT, INSERT ON loaded TO comity_app"),
    ]
