"""Reports from the command line, all that their pages do: figures, checks, issuing and signing, files, agencies' returns."""

from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from comity.core.people import City
from comity.documents.making import KINDS
from comity.management import issued_acts, report_files, report_records, report_templates, report_text, return_acts
from comity.management.report_asked import term, wrong

Act = Callable[[City, dict[str, Any]], str | bytes]
ACTS: dict[str, tuple[Act, str]] = {
    "print": (report_text.printed, "print the figures of a period"),
    "preview": (report_text.preview, "print what a report would say if it were issued now"),
    "records": (report_records.behind, "print the records behind --figure CODE, of a period or of an issued report"),
    "board": (report_text.pictured, "print the dashboards of a period in numbers"),
    "check": (report_text.doubted, "print what looks wrong; with --finding, --verdict and --why answer it"),
    "template": (report_templates.checked, "check a Word template: --template FILE, for --kind"),
    "templates": (report_templates.listed, "list the Word templates of --kind, with the one in force"),
    "store": (report_templates.stored, "take in the Word template --template FILE, for --kind"),
    "in-force": (
        report_templates.in_force,
        "put a stored template in force by its number, without one the program's own",
    ),
    "sample": (report_templates.sample, "fill a template with sample data into --output FILE"),
    "list": (issued_acts.listed, "list the reports of the pack and those that were issued"),
    "make": (issued_acts.make, "count a report and keep it as a draft"),
    "issue": (issued_acts.make, "the same, in the name of an officer"),
    "write": (issued_acts.write, "write the text of a draft from --texts FILE"),
    "count": (issued_acts.step, "count a draft anew"),
    "submit": (issued_acts.step, "hand a draft in for signing"),
    "back": (issued_acts.step, "give it back to be written, with --reason"),
    "sign": (issued_acts.step, "sign and lock it, with --hash of what was read"),
    "discard": (issued_acts.step, "throw a draft away"),
    "show": (
        issued_acts.show,
        "show an issued report; with --docx, --pdf or --xlsx write it, or the figures of a period",
    ),
    "since": (issued_acts.changed, "say what changed since an issued report was counted"),
    "export": (issued_acts.exported, "export an issued report as json or xlsx"),
    "verify": (issued_acts.verify, "verify one issued report, or all"),
    "ask": (return_acts.ask, "ask units for their returns by --due"),
    "returns": (return_acts.listed, "list returns; with --overdue those that are late"),
    "return": (return_acts.show, "show one return"),
    "answer": (return_acts.answer, "state a unit's figures; with --send send them"),
    "accept": (return_acts.decide, "accept a return"),
    "send-back": (return_acts.decide, "send a return back, with --reason"),
}


class Command(BaseCommand):
    """Report what is on record over a period beside what sources reported."""

    help = (
        "Report the figures of a period: recorded beside reported. What only reads sees all records of the city where --by names nobody. "
        "Example: comity report --period 2024    comity report --period 2023-8m --report union --format xlsx --output report.xlsx"
        "    comity report check --period 2024    comity report issue --period 2024 --report department --by officer"
        "    comity report submit 1234 --by officer    comity report sign 1234 --by head --hash 5f2c81ab"
        "    comity report --issued 1234 --docx 2024.docx --pdf 2024.pdf    comity report since 1234"
        "    comity report show --period 2024 --by head --docx 2024.docx    comity report verify"
        "    comity report ask --period 2024 --unit STP --due 2025-01-15 --by head    comity report returns --overdue"
        "    comity report answer 77 --figure persons_in=12 --because persons_in='One list was late.' --send --by ward"
        "    comity report accept 77 --by head. Acts: "
        + "; ".join(f"{name}: {said}" for name, (_act, said) in ACTS.items())
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("act", nargs="?", default="", choices=["", *ACTS], metavar="act", help=", ".join(ACTS))
        parser.add_argument(
            "number", nargs="?", type=int, help="the number of an issued report, a return or a template"
        )
        parser.add_argument("--issued", type=int, metavar="NUMBER", help="an issued report by its number")
        parser.add_argument("--by", default="", metavar="NAME", help="the user name of the officer who does it")
        parser.add_argument("--city", default=settings.CITY, help="the city's code, such as hanoi")
        languages = [code for code, _name in settings.LANGUAGES]
        parser.add_argument("--language", default=settings.LANGUAGE_CODE, choices=languages)
        self._about_figures(parser)
        self._about_issuing(parser)
        self._about_returns(parser)

    def _about_figures(self, parser: ArgumentParser) -> None:
        some = "2024, 2024-Q1, 2024-H1, 2024-9m, 2024-05, 2023-12-15..2024-12-14, a term of office of the pack"
        parser.add_argument("--period", default="", help=some)
        parser.add_argument("--report", default="", help="a report of the pack, such as union; all for every figure")
        parser.add_argument("--format", default="text", choices=["text", "xlsx", "json"])
        parser.add_argument("--output", type=Path, help="the file to write; without it text goes to the screen")
        for kind in KINDS:
            parser.add_argument(f"--{kind}", type=Path, metavar="FILE", help=f"show: the {kind} file to write")
        parser.add_argument(
            "--address", default="", help="where the office is reached, for links in the files; without it COMITY_URL"
        )
        parser.add_argument("--finding", default="", help="check: what is answered, by the name that check prints")
        parser.add_argument("--verdict", default="", help="check: what came out, such as right")

        parser.add_argument("--template", type=Path, metavar="FILE", help="template, store: the Word file")
        parser.add_argument("--kind", default="report", help="what templates are for, such as report")

    def _about_issuing(self, parser: ArgumentParser) -> None:
        parser.add_argument("--basis", default="office", choices=issued_acts.BASES, help="issue: under whose sight")
        parser.add_argument("--seen", default="internal", choices=["public", "internal"], help="issue: who may see it")
        parser.add_argument("--replaces", type=int, metavar="NUMBER", help="issue: the signed report that it replaces")
        parser.add_argument("--why", default="", help="issue: why it replaces another; check: why")
        parser.add_argument("--texts", type=Path, metavar="FILE", help="write: TOML, a table with en and vi a section")
        read = "sign, submit, back, discard: the SHA-256 of what was read, or its first 8 characters; nothing is done with another"
        parser.add_argument("--hash", default="", help=read)
        parser.add_argument("--nevertheless", action="store_true", help="sign: without text, or with what cannot be")
        parser.add_argument("--reason", default="", help="back, send-back: why")

    def _about_returns(self, parser: ArgumentParser) -> None:
        parser.add_argument("--unit", action="append", default=[], help="ask: a unit by reference, name or number")
        parser.add_argument("--due", default="", metavar="DAY", help="ask: the day by which returns are sent")
        parser.add_argument("--note", default="", help="ask: what to look at; answer: what the office should know")
        parser.add_argument("--overdue", action="store_true", help="returns: those that are late alone")
        parser.add_argument(
            "--figure", action="append", default=[], metavar="CODE=VALUE", help="answer: a figure; records: its CODE"
        )
        parser.add_argument("--because", action="append", default=[], metavar="CODE=WHY", help="answer: why it differs")
        parser.add_argument("--sure", action="append", default=[], metavar="CODE", help="answer: it is right as it is")
        parser.add_argument("--send", action="store_true", help="answer: send it")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["language"]):
            self._read(options)
            city = self._city(options["city"])
            options["period"] = term(city, options["period"])
            if report_files.wanted(options):
                self._address(options)
                for path, content in report_files.made(city, options).items():
                    self._deliver(content, path)
                return
            act, _help = ACTS[options["act"]]
            written = act(city, options)
            self._deliver(written.encode() if isinstance(written, str) else written, options["output"])

    def _read(self, options: dict[str, Any]) -> None:
        """Bring the arguments into one form, and refuse those that do not go together."""
        if options["issued"] is not None:
            if options["number"] not in (None, options["issued"]):
                raise wrong("--issued", _("Two reports are named; name one."))
            options["number"] = options["issued"]
        options["act"] = options["act"] or ("show" if options["issued"] is not None else "print")
        if options["format"] == "xlsx" and options["output"] is None and options["act"] in ("print", "export"):
            raise wrong("--output", _("A workbook needs a file to go to. Add --output report.xlsx."))
        files = report_files.wanted(options)
        if files and options["act"] not in ("show", "preview"):
            said = _(
                "Write report show --period 2024 --by head --docx 2024.docx, or report --issued 1234 --docx 2024.docx."
            )
            raise wrong(f"--{next(iter(files))}", said)

    def _address(self, options: dict[str, Any]) -> None:
        """Take the office's own address for the links of files, and say where there is none."""
        options["address"] = options["address"] or settings.OFFICE_URL
        if not options["address"]:
            said = _(
                "The files have no links: nobody said where the office is reached. Add --address https://... or set COMITY_URL."
            )
            self.stderr.write(said)

    def _city(self, code: str) -> City:
        city = City.objects.filter(code=code).first()
        if city is None:
            there = ", ".join(City.objects.order_by("code").values_list("code", flat=True))
            there = there or _("none yet; run: comity load")
            said = _("There is no city %(code)s here. Cities: %(there)s.") % {"code": code, "there": there}
            raise wrong("--city", said)
        return city

    def _deliver(self, written: bytes, output: Path | None) -> None:
        if output is None:
            self.stdout.write(written.decode(), ending="")
            return
        try:
            output.write_bytes(written)
        except OSError as error:
            said = _("%(path)s could not be written: %(why)s.") % {"path": output, "why": error.strerror}
            raise CommandError(said) from error
        self.stderr.write(_("%(path)s: %(count)s bytes") % {"path": output, "count": len(written)})
