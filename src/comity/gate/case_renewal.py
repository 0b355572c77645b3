"""Work out anew where all files on their way stand, when what counts for all of them has changed: the days that are worked."""

from django_tasks import task

from comity.core import identity
from comity.core.case_acts import CaseQueue
from comity.core.people import City
from comity.gate import cases, values


@task()
def renew_all(city: int) -> int:
    """Look at each file that is on its way, in a transaction of its own; return how many there were."""
    program = identity.system(City.objects.get(pk=city), door="worker")
    with identity.acting(program):
        today = values.today()
        alive = list(CaseQueue.objects.filter(lives=True).order_by("case_id").values_list("case_id", flat=True))
    for pk in alive:
        with identity.acting(program):
            cases.renew(pk, today)
    return len(alive)
