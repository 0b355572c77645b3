"""What programs are told of a file on its way: where it stands, each step, opinion, report and act."""

from datetime import date

from ninja import Schema
from pydantic import Field

from comity.api import shapes


class Asked(Schema):
    """An agency's opinion, and how it was taken up: whole, part, none or nothing; empty if nobody has said."""

    id: str
    whom: str
    status: str
    due: date | None
    answer: str
    on: date | None
    taken_up: str
    explanation: str


class Stage(Schema):
    """A step of the procedure and how it stands."""

    id: str
    title: str
    by: str
    status: str
    begins: date | None
    due: date | None
    ended: date | None
    late: bool
    decides: bool
    consents: bool = Field(description="Whoever decides needs its consent; refused, the file ends as refused.")
    asks: list[Asked]


class Owed(Schema):
    """A report that is, was or will be owed."""

    id: str
    title: str
    status: str
    due: date | None
    done: date | None
    late: bool


class Kept(Schema):
    """An act as it was recorded."""

    id: int
    what: str
    of: str
    answer: str
    on: date
    number: str
    dated: date | None
    reason: str
    officer: str


class Waited(Schema):
    """Something that the file waits for."""

    key: str = Field(description="step:…, ask:…, duty:…, papers or back")
    by: str
    due: date | None


class Unknown(shapes.Coded):
    """A limit that cannot be judged, with the facts that are missing, in words."""

    facts: list[str]


class Standing(Schema):
    """Where a file stands, worked out from its acts for today."""

    state: str = Field(description="draft, incomplete, running, returned, granted, refused, withdrawn, lapsed")
    procedure: str
    version: int
    decides: str = Field(description="Who decides, as far as the facts tell.")
    missing: list[shapes.Coded] = Field(description="Papers that the dossier lacks.")
    limits: list[shapes.Coded] = Field(description="Limits not met and not excepted.")
    unknown: list[Unknown] = Field(
        description="Limits of which nobody can say whether they are met; they bar a grant, too."
    )
    steps: list[Stage]
    duties: list[Owed]
    waits: list[Waited]
    acts: list[Kept]
