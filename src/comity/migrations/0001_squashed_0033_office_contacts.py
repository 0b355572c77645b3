"""Every table at once, for a database that has none; others go on through the migrations that this one stands for.

How the next fold is made: docs/decisions/0023-a-fresh-office-is-made-at-once.md.
"""

from django.db import migrations

from comity.core.folding import Fold, chain

LAST = "0033_office_contacts"
FOLDED = chain(__package__, LAST)


class Migration(migrations.Migration):
    """Stands for all of them up to the last."""

    initial = True
    # What others do without our tables is quicker before them: they then draw their own models alone. All of these were
    # applied wherever ours were, from the first one on.
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
    ]
    replaces = [("comity", one.name) for one in FOLDED]
    operations = [Fold(FOLDED)]
