"""Every table of the app, listed once."""

from comity.core.attached import Attachment, Citation, Feed, SavedView, Token
from comity.core.case_acts import CaseAct, CaseQueue
from comity.core.history import Change
from comity.core.imports import Import, Imported, KnownColumn, KnownLayout, KnownName
from comity.core.issued import Issued, IssuedContent, IssuedFigure, ReportStep
from comity.core.notices import Notice, ProposalNotice, ReturnNotice
from comity.core.office_days import OfficeDay
from comity.core.opinion_links import OpinionLink
from comity.core.people import City, Officer
from comity.core.personal import Personal, PersonalAct
from comity.core.procedure_copies import ProcedureCopy
from comity.core.records import Entry
from comity.core.returns import Return, ReturnRequest
from comity.core.stand_ins import StandIn
from comity.core.templates import Template, TemplateUse
from comity.registers import ALL

REGISTERED = tuple(register.model for register in ALL)

__all__ = [
    "Attachment",
    "CaseAct",
    "CaseQueue",
    "Change",
    "Citation",
    "City",
    "Entry",
    "Feed",
    "Import",
    "Imported",
    "Issued",
    "IssuedContent",
    "IssuedFigure",
    "KnownColumn",
    "KnownLayout",
    "KnownName",
    "Notice",
    "OfficeDay",
    "Officer",
    "OpinionLink",
    "Personal",
    "PersonalAct",
    "ProcedureCopy",
    "ProposalNotice",
    "ReportStep",
    "Return",
    "ReturnNotice",
    "ReturnRequest",
    "SavedView",
    "StandIn",
    "Template",
    "TemplateUse",
    "Token",
]
