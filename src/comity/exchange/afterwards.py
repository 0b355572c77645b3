"""What can be said of the rows of an import only when all of them are stored: what the form of one would refuse, what it would tell.

A row may make room for another: a gift that is given may have come by a row below. So each is looked at where all are in place,
and the transaction that stored them is taken back if one is refused.
"""

from collections.abc import Mapping, Sequence

from django.db.models import prefetch_related_objects

from comity.core.records import Record
from comity.exchange.rows import Row
from comity.gate import bookings, values
from comity.gate.form import RecordForm
from comity.registers.declare import Register
from comity.registers.programmes import PROGRAMME_ITEMS, ProgrammeItem

TOGETHER = 50  # items of a programme, so that what else is wanted on their days is seen in full


def concerns(register: Register) -> bool:
    """Whether there is anything to say afterwards of rows of the register."""
    return _refuses(register) or register is PROGRAMME_ITEMS


def _refuses(register: Register) -> bool:
    return register.refuses is not None and not register.refuses_alone


def refuse(register: Register, stored: Sequence[tuple[Row, RecordForm]]) -> None:
    """Note what cannot be so: a gift goes of which there are fewer, a car is booked that cannot be had on the day."""
    if not _refuses(register):
        return
    assert register.refuses
    records: list[Record] = [form.instance for _row, form in stored]
    if records and register.refusing:
        prefetch_related_objects(records, *register.refusing)
    for row, form in stored:
        for name, said in register.refuses(form.cleaned_data, form.instance, form.initial):
            row.wrong(name, said)


def warn(register: Register, rows: Mapping[int, Row]) -> None:
    """Note what the rows of a programme want that something else wants at that time, and gifts that are not there."""
    if register is not PROGRAMME_ITEMS:
        return
    numbers = sorted(rows)
    for part in (numbers[start : start + TOGETHER] for start in range(0, len(numbers), TOGETHER)):
        # read anew, with what they link to now
        for item, said in bookings.told(ProgrammeItem.objects.filter(pk__in=part), values.today()):
            rows[item.pk].warnings += [said] if said not in rows[item.pk].warnings else []
