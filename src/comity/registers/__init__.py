"""All registers, in menu order."""

from comity.registers.activities import ACTIVITIES
from comity.registers.agreement_actions import AGREEMENT_ACTIONS
from comity.registers.agreements import AGREEMENTS
from comity.registers.appointments import APPOINTMENTS
from comity.registers.commitments import COMMITMENTS
from comity.registers.declare import Register
from comity.registers.figures import FIGURES
from comity.registers.objectives import OBJECTIVES
from comity.registers.partners import PARTNERS
from comity.registers.people import PEOPLE
from comity.registers.series import SERIES
from comity.registers.sources import SOURCES
from comity.registers.ties import TIES
from comity.registers.units import UNITS

__all__ = ["ALL", "BY_KEY", "BY_MODEL", "NoSuchRegister", "Register", "register"]

ALL: tuple[Register, ...] = (
    PARTNERS,
    TIES,
    AGREEMENTS,
    AGREEMENT_ACTIONS,
    COMMITMENTS,
    ACTIVITIES,
    SERIES,
    PEOPLE,
    APPOINTMENTS,
    UNITS,
    OBJECTIVES,
    FIGURES,
    SOURCES,
)
BY_KEY = {register.key: register for register in ALL}
BY_MODEL = {register.model: register for register in ALL}


class NoSuchRegister(LookupError):
    """There is no register of this name; `args[0]` is the name."""


def register(key: str) -> Register:
    """Return the register of this name. Raises NoSuchRegister."""
    try:
        return BY_KEY[key]
    except KeyError:
        raise NoSuchRegister(key) from None
