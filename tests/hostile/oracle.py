"""What may have become of a typed value, worked out here and not by the program: as it was typed, or refused."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import models

from comity.core.fields import NamesField, PartialDateField
from comity.domain.typed import line, lines
from comity.registers import Register

NUMBERS = (models.IntegerField, models.FloatField, models.DecimalField)


def kept(of: Register, field: "models.Field[Any, Any]", typed: Any, stored: Any) -> bool:
    """Say whether a stored value is the typed one after the documented normalisation of texts."""
    if field.is_relation:
        return _is_named(typed, stored)
    if typed in ([], {}, None):  # nothing, in the writing of JSON
        return stored in ("", None) or not isinstance(field, (PartialDateField, *NUMBERS))
    if isinstance(field, PartialDateField):
        return is_date(str(typed), stored)
    if isinstance(field, NUMBERS) and not field.choices:
        return is_number(typed, stored)
    return not isinstance(typed, str) or _is_text(of, field, typed, stored)


def _is_text(of: Register, field: "models.Field[Any, Any]", typed: str, stored: Any) -> bool:
    if (of.entitle or of.untitled) and field.name in ("title_en", "title_vi") and not line(typed):
        return True  # such a register names its records itself where nobody did
    if isinstance(field, NamesField):
        return bool(list(stored) == [name for part in typed.splitlines() if (name := line(part))])
    if isinstance(field, models.TextField):
        return bool(stored == lines(typed))
    return type(field) is not models.CharField or bool(field.choices) or bool(stored == line(typed))


def is_number(typed: Any, stored: Any) -> bool:
    """Say whether a number is the one that was typed in English: the same digits, sign and size."""
    text = re.sub(r"\s", "", str(typed))
    if not text or stored is None:
        return stored is None and not text
    if isinstance(typed, bool):
        return False
    if isinstance(typed, str) and isinstance(stored, int) and re.search(r"\.(\d{3})+$", text):
        return False  # twelve thousand in another writing
    try:
        meant = Decimal(text.replace(",", "") if isinstance(typed, str) else text)
    except InvalidOperation:
        return False
    return float(meant) == stored if isinstance(stored, float) else meant == Decimal(str(stored))


def is_date(typed: str, stored: str) -> bool:
    """Say whether a stored date has the parts that were typed, all of them, and no other."""
    parts = re.findall(r"\d+", "".join(typed.split()))
    said = [int(part) for part in parts]
    held = [int(part) for part in stored.split("-")] if stored else []
    if len(parts) > 1 and len(parts[0]) < 4 and len(parts[-1]) == 2 and said[-1] < 50:
        said[-1] += 2000
    return held in (said, said[::-1]) and bool(held or not typed.strip())


def _is_nothing(typed: Any) -> bool:
    """Say whether nothing was typed: nothing at all, nothing that anybody sees, or a list of nothing."""
    if isinstance(typed, list):
        return all(map(_is_nothing, typed))
    return not line(typed) if isinstance(typed, str) else typed in (None, {})


def _is_named(typed: Any, stored: Any) -> bool:
    """Say whether a linked record is the one of the typed number, or called so."""
    if stored is None:
        return _is_nothing(typed)
    if hasattr(stored, "all"):
        return True
    return str(typed).strip() in {str(stored.pk), stored.code, stored.title_en, stored.title_vi}
