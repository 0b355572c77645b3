"""All registers, in menu order."""

from comity.registers.activities import ACTIVITIES
from comity.registers.agreement_actions import AGREEMENT_ACTIONS
from comity.registers.agreements import AGREEMENTS
from comity.registers.applications import APPLICATIONS
from comity.registers.appointments import APPOINTMENTS
from comity.registers.assets import ASSETS
from comity.registers.associations import COMMENDATIONS, ENROLMENTS, MANDATES, MEMBERSHIPS
from comity.registers.cases import CASES
from comity.registers.commitments import COMMITMENTS
from comity.registers.declare import Register
from comity.registers.delegations import COSTS, DELEGATION_MEMBERS, LEGS
from comity.registers.events import DELEGATES, EXHIBITORS, FEEDBACK, OUTCOMES, SESSIONS
from comity.registers.figure_checks import FIGURE_CHECKS
from comity.registers.figures import FIGURES
from comity.registers.gifts import GIFT_MOVES, GIFTS
from comity.registers.materials import MATERIALS
from comity.registers.objectives import OBJECTIVES
from comity.registers.partners import PARTNERS
from comity.registers.people import PEOPLE
from comity.registers.points import POINTS
from comity.registers.programmes import PROGRAMME_ITEMS, RESOURCES
from comity.registers.projects import MILESTONES, PAYMENTS, PROJECTS
from comity.registers.proposals import PROPOSALS
from comity.registers.regulations import REGULATION_PROBLEMS, REGULATIONS, REQUESTS
from comity.registers.series import SERIES
from comity.registers.sources import SOURCES
from comity.registers.tasks import TASKS
from comity.registers.ties import TIES
from comity.registers.training import ATTENDANCES, COMPETENCES, COURSES, PRESENCES
from comity.registers.units import UNITS

__all__ = ["ALL", "BY_KEY", "BY_MODEL", "NoSuchRegister", "Register", "register"]

ALL: tuple[Register, ...] = (
    PARTNERS,
    TIES,
    AGREEMENTS,
    AGREEMENT_ACTIONS,
    COMMITMENTS,
    POINTS,
    ACTIVITIES,
    PROPOSALS,
    SERIES,
    DELEGATION_MEMBERS,
    LEGS,
    PROGRAMME_ITEMS,
    COSTS,
    SESSIONS,
    DELEGATES,
    EXHIBITORS,
    FEEDBACK,
    OUTCOMES,
    PROJECTS,
    PAYMENTS,
    MILESTONES,
    TASKS,
    OBJECTIVES,
    FIGURES,
    FIGURE_CHECKS,
    APPLICATIONS,
    CASES,
    REQUESTS,
    MANDATES,
    ENROLMENTS,
    COMMENDATIONS,
    MEMBERSHIPS,
    PEOPLE,
    APPOINTMENTS,
    UNITS,
    RESOURCES,
    GIFTS,
    GIFT_MOVES,
    ASSETS,
    MATERIALS,
    REGULATIONS,
    REGULATION_PROBLEMS,
    COURSES,
    ATTENDANCES,
    PRESENCES,
    COMPETENCES,
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
