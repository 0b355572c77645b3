"""Reports are counted under an identity; so are these tests."""

from collections.abc import Callable
from typing import Any

import pytest

from comity.domain import period as periods
from comity.reports import figures
from comity.reports.figures import Line, Report


@pytest.fixture
def report_of(as_system: Callable[[], Any]) -> Callable[[str], Report]:
    """Return the report of a period as the program itself sees it."""

    def report(typed: str) -> Report:
        with as_system():
            return figures.of(periods.parse(typed))

    return report


@pytest.fixture
def line_of(report_of: Callable[[str], Report]) -> Callable[[str, str], Line]:
    """Return one indicator of a period's report."""

    def line(code: str, typed: str) -> Line:
        return next(one for one in report_of(typed).lines if one.code == code)

    return line
