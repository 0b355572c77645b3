"""Print the figures of a period, write them to a workbook; make, show, export and verify reports that are issued."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from comity.core import identity
from comity.core.pack import BadPack
from comity.core.people import City
from comity.documents.making import KINDS
from comity.domain import period as periods
from comity.domain.period import NotAPeriod
from comity.management import issued_acts, report_files
from comity.reports import checks, chooser, figures, text, workbook


class Command(BaseCommand):
    """Report what is on record over a period beside what sources reported."""

    help = (
        "Report the figures of a period: recorded beside reported. It sees all records of the city. "
        "Example: comity report --period 2024    comity report --period 2023-8m --report union --format xlsx --output report.xlsx"
        "    comity report make --period 2024 --report department --by head    comity report verify"
        "    comity report show --period 2024 --by head --docx 2024.docx --pdf 2024.pdf --xlsx 2024.xlsx"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "act",
            nargs="?",
            default="print",
            choices=["print", "make", "show", "export", "verify"],
            help="print the figures; keep them as the draft of a report; show, export or verify one that was issued; "
            "with --docx, --pdf or --xlsx show writes the files that the page of a period gives",
        )
        parser.add_argument("number", nargs="?", type=int, help="the number of an issued report")
        parser.add_argument(
            "--by", default="", help="make: the user name of the officer who drafts it; show: as whom it is counted"
        )
        for kind in KINDS:
            parser.add_argument(f"--{kind}", type=Path, metavar="FILE", help=f"show: the {kind} file to write")
        parser.add_argument("--address", default="", help="show: where the office is reached, for links in the files")
        parser.add_argument(
            "--period", default="", help="2024, 2024-Q1, 2024-H1, 2024-9m, 2024-05, 2023-12-15..2024-12-14"
        )
        parser.add_argument("--report", default="", help="a report of the pack, such as union; all for every figure")
        parser.add_argument("--city", default=settings.CITY, help="the city's code, such as hanoi")
        languages = [code for code, _name in settings.LANGUAGES]
        parser.add_argument("--language", default=settings.LANGUAGE_CODE, choices=languages)
        parser.add_argument("--format", default="text", choices=["text", "xlsx", "json"])
        parser.add_argument("--output", type=Path, help="the file to write; without it text goes to the screen")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["format"] == "xlsx" and options["output"] is None:
            raise CommandError("A workbook needs a file to go to. Add --output report.xlsx.")
        with translation.override(options["language"]):
            city = self._city(options["city"])
            if report_files.wanted(options):
                self._files(city, options)
                return
            written = self._written(city, options) if options["act"] == "print" else self._issued(city, options)
        self._deliver(written, options["output"])

    def _files(self, city: City, options: dict[str, Any]) -> None:
        """Write the files that a page of figures gives."""
        if options["act"] != "show" or options["number"] is not None:
            said = "Write report show --period 2024 --by head --docx 2024.docx; an issued report is exported as json or xlsx."
            raise CommandError(f"--docx, --pdf and --xlsx are for the figures of a period. {said}")
        try:
            made = report_files.made(city, options)
        except NotAPeriod as error:
            raise CommandError(chooser.why_not(error)) from error
        except BadPack as error:
            raise CommandError(str(error)) from error
        for path, content in made.items():
            self._deliver(content, path)

    def _issued(self, city: City, options: dict[str, Any]) -> bytes:
        act, number = options["act"], options["number"]
        if act in ("show", "export") and number is None:
            raise CommandError(f"Say which report. Example: comity report {act} 1234")
        try:
            if act == "make":
                with identity.acting(identity.system(city, door="command")):
                    name = report_files.named(options["report"])
                return issued_acts.make(city, options, name).encode()
            if act == "show":
                return issued_acts.show(city, number).encode()
            if act == "export":
                return issued_acts.exported(city, number, "xlsx" if options["format"] == "xlsx" else "json")
            return issued_acts.verify(city, number).encode()
        except NotAPeriod as error:
            raise CommandError(chooser.why_not(error)) from error
        except BadPack as error:
            raise CommandError(str(error)) from error

    def _city(self, code: str) -> City:
        city = City.objects.filter(code=code).first()
        if city is None:
            there = (
                ", ".join(City.objects.order_by("code").values_list("code", flat=True)) or "none yet; run: comity load"
            )
            raise CommandError(f"There is no city {code} here. Cities: {there}.")
        return city

    def _written(self, city: City, options: dict[str, Any]) -> bytes:
        if not options["period"]:
            raise CommandError("Say for which period. Add --period 2024.")
        if options["format"] == "json":
            raise CommandError("Figures are printed as text or xlsx; an issued report is exported as json or xlsx.")
        try:
            period = periods.parse(options["period"])
            with identity.acting(identity.system(city, door="command")):
                report = figures.of(period, report_files.named(options["report"]))
                doubts = checks.of(report)
                if options["format"] == "xlsx":
                    return workbook.made(report, doubts)
                return text.written(report, doubts).encode()
        except NotAPeriod as error:
            raise CommandError(chooser.why_not(error)) from error
        except BadPack as error:
            raise CommandError(str(error)) from error

    def _deliver(self, written: bytes, output: Path | None) -> None:
        if output is None:
            self.stdout.write(written.decode(), ending="")
            return
        try:
            output.write_bytes(written)
        except OSError as error:
            raise CommandError(f"{output} could not be written: {error.strerror}.") from error
        self.stderr.write(f"{output}: {len(written)} bytes")
