"""Every sentence a person reads, in every language: `extract` renews the catalogues, `check` says what is missing.

Pure Python, so that it runs where GNU gettext is not installed.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

import allauth
import django
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "comity"
METHODS = [
    ("**.py", "python"),
    ("jinja2/**.html", "jinja2"),
    ("templates/**.html", "tools.translations:django_template"),
]
OPTIONS = {
    "jinja2/**.html": {"extensions": "jinja2.ext.i18n,jinja2.ext.do", "trimmed": "false", "newstyle_gettext": "true"}
}
KEYWORDS = DEFAULT_KEYWORDS | {
    "_lazy": None,
    "gettext_lazy": None,
    "_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
TAG = re.compile(
    r"""\{%\s*(?:translate|trans)\s+(?P<q>["'])(?P<plain>.*?)(?P=q)[^%]*%\}"""
    r"""|\{%\s*(?:blocktranslate|blocktrans)(?P<options>[^%]*)%\}(?P<block>.*?)\{%\s*end(?:blocktranslate|blocktrans)\s*%\}""",
    re.DOTALL,
)
# allauth has no Vietnamese of its own: the sentences of the pages we use are translated with ours.
BORROWED = [
    ("templates/mfa/**.html", "tools.translations:django_template"),
    ("templates/usersessions/**.html", "tools.translations:django_template"),
    ("templates/usersessions/messages/**.txt", "tools.translations:django_template"),
    ("templates/mfa/messages/**.txt", "tools.translations:django_template"),
    ("templates/account/logout.html", "tools.translations:django_template"),
    ("templates/account/password_change.html", "tools.translations:django_template"),
    ("templates/account/reauthenticate.html", "tools.translations:django_template"),
    ("templates/account/base_reauthenticate.html", "tools.translations:django_template"),
    ("templates/account/account_inactive.html", "tools.translations:django_template"),
    ("account/fields.py", "python"),
    ("templates/account/messages/password_*.txt", "tools.translations:django_template"),
    ("account/adapter.py", "python"),
    ("account/forms.py", "python"),
    ("mfa/**.py", "python"),
    ("usersessions/**.py", "python"),
]
# Django's own Vietnamese is uneven; what a person meets in our forms is said our way.
BORROWED_DJANGO = [
    ("forms/fields.py", "python"),
    ("forms/models.py", "python"),
    ("core/validators.py", "python"),
    ("db/models/base.py", "python"),
    ("contrib/auth/password_validation.py", "python"),
    ("contrib/auth/validators.py", "python"),
]
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
BRACED = re.compile(r"""\{_\((?P<q>["'])(?P<text>.*?)(?P=q)\)""")


def django_template(
    file: IO[bytes], keywords: Any, tags: Any, options: Any
) -> Iterator[tuple[int, str, Any, list[str]]]:
    """Find the messages of a Django template, for Babel."""
    text = file.read().decode()
    for match in TAG.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        if match["plain"] is not None:
            yield line, "gettext", match["plain"], []
            continue
        block = re.sub(r"\{\{\s*(\w+)\s*\}\}", r"%(\1)s", match["block"])
        forms = re.split(r"\{%\s*plural\s*%\}", block)
        if "trimmed" in match["options"]:
            forms = [" ".join(line.strip() for line in form.split("\n")).strip() for form in forms]
        yield (line, "ngettext", tuple(forms), []) if len(forms) == 2 else (line, "gettext", forms[0], [])


def found() -> Catalog:
    """Return every message of the program."""
    catalog = Catalog(project="Comity", charset="utf-8", fuzzy=False)
    skip = re.compile(r"(^|/)(migrations|datasets|packs|static|locale)(/|$)")
    for name, line, message, comments, context in extract_from_dir(
        PACKAGE,
        method_map=METHODS,
        options_map=OPTIONS,
        keywords=KEYWORDS,
        directory_filter=lambda folder: not skip.search(Path(folder).relative_to(PACKAGE).as_posix()),
    ):
        catalog.add(message, None, [(f"src/comity/{name}", line)], auto_comments=comments, context=context)
    for package, methods in ((allauth, BORROWED), (django, BORROWED_DJANGO)):
        _borrow(catalog, Path(package.__file__ or "").parent, methods)
    return catalog


def _borrow(catalog: Catalog, folder: Path, methods: list[tuple[str, str]]) -> None:
    for _name, _line, message, _comments, context in extract_from_dir(
        folder,
        method_map=methods,
        keywords=KEYWORDS,
        directory_filter=lambda folder: "tests" not in folder,
    ):
        catalog.add(message, None, [(folder.name, 0)], context=context)


def catalogues() -> Iterable[Path]:
    """Return the files with translations."""
    return sorted(PACKAGE.glob("locale/*/LC_MESSAGES/django.po"))


def extract() -> None:
    """Renew every catalogue: new messages come in empty, those no longer used go."""
    template = found()
    for path in catalogues():
        with path.open("rb") as file:
            catalog = read_po(file, locale=path.parent.parent.name)
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        catalog.fuzzy = False
        with path.open("wb") as file:
            write_po(file, catalog, width=100, sort_output=True, no_location=True, omit_header=False)
        print(f"{path.relative_to(PACKAGE)}: {len(catalog)} messages, {len(missing(catalog))} without a translation")


def missing(catalog: Catalog) -> list[str]:
    """Return the messages without a translation."""
    return [
        _said(message.id)
        for message in catalog
        if message.id and (not message.string or not all(_forms(message.string)))
    ]


def problems() -> list[str]:
    """Return what is wrong in any catalogue: missing, superfluous, or with other placeholders than the original."""
    wanted = found()
    said = hidden(wanted)
    for path in catalogues():
        name = path.parent.parent.name
        with path.open("rb") as file:
            catalog = read_po(file, locale=name)
        for message in wanted:
            have = catalog.get(message.id, message.context) if message.id else None
            if message.id and (have is None or not have.string or not all(_forms(have.string))):
                said.append(
                    f"{name}: no translation of {_said(message.id)!r} ({message.locations[0][0]}:{message.locations[0][1]})"
                )
            elif have is not None and message.id:
                said += [
                    f"{name}: other placeholders in the translation of {_said(message.id)!r}"
                    for form in _forms(have.string)
                    if _holes(form) - _holes(" ".join(_forms(message.id)))
                ]
        said += [
            f"{name}: no longer used: {_said(one.id)!r}"
            for one in catalog
            if one.id and wanted.get(one.id, one.context) is None
        ]
    return said


def hidden(wanted: Catalog) -> list[str]:
    """Return the sentences that the extractor does not see, since they stand in the braces of another text."""
    return [
        f"{path.relative_to(PACKAGE)}: {said['text']!r} stands in another text's braces, where it is not found; take it out"
        for path in sorted(PACKAGE.rglob("*.py"))
        for said in BRACED.finditer(path.read_text(encoding="utf-8"))
        if wanted.get(said["text"]) is None
    ]


def _said(message: Any) -> str:
    return _forms(message)[0]


def _forms(message: Any) -> list[str]:
    return [message] if isinstance(message, str) else list(message)


def _holes(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


if __name__ == "__main__":
    if sys.argv[1:] == ["extract"]:
        extract()
    elif sys.argv[1:] == ["check"]:
        wrong = problems()
        print("\n".join(wrong[:200]) or "Every message is translated.")
        sys.exit(bool(wrong))
    else:
        sys.exit("Use: tools/translations.py extract | check")
