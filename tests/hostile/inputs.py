"""Wrong inputs: a corpus of what is known to hurt programs, and Hypothesis for what nobody thought of."""

import os
from collections import Counter
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

# How many inputs are made in all: few in CI, 10,000 and more in the long run (docs/reliability.md). The same code does both.
MANY = int(os.environ.get("COMITY_HOSTILE", "500"))
# From here on they are new ones in each run, to find what nobody has met. Fewer are always the same: what lands must not
# hang on luck, and what a long run found is written into the lists below.
NEW = 10_000
DONE: Counter[str] = Counter()

TEXTS = [
    "", " ", "\0", "a\0b", "\x1b[31m", "\x7f", "\u0085", "\u2028", "\u2029", "\ufeff", "\u200b", "\u00ad", "\ufffd", "\ufffe",
    "\u202eevil\u202c", "\u2066isolated\u2069", "\u200fשלום (1)", "مرحبا 2024", "\u061c", "Z" + "\u0336" * 2000, "a" + "\u0301" * 9,
    "\U000e0041", "\U0010ffff", "👩‍👩‍👧‍👦", "𝕳𝖆𝖓𝖔𝖎", "ﬁ", "Å", "ꟻ", "Ha\u0300 No\u0323\u0302i", "Đống Đa", "ß", "ſ", "İ", "ı", "null", "None", "undefined", "NaN",
    "true", "[]", "{}", "<script>alert(1)</script>", "{{ 7*7 }}", "{% now %}", "%(name)s", "%s%n", "'; drop table comity_partner; --", "\\", "\\u0000",
    "=1+1", "@sum", "../../etc/passwd", "x" * 301, "x" * 20_001, "ơ" * 1_048_576, "a " * 600_000, "\n" * 5000, "javascript:alert(1)", "http://", "https://\u202ecom", "a@", "𝟚𝟘𝟚𝟜",
]  # fmt: skip
NUMBERS = [
    "1,234.5", "1.234,5", "1 234,5", "1'234.5", "1\u202f234", "١٢٣", "१२३", "𝟙𝟚", "1e400", "1e-400", "-1", "--1", "+", "0x10", "1_000", "inf", "NaN", "9" * 400,
    "9" * 5000, "1.2.3", "1,2,3", ",5", "5,", "½", "²", "1/2", "10%", "$5", "5 triệu", "2.265", "2,265", "99999999999999999999.99", "0.0000001", "2147483648", "32768",
]  # fmt: skip
DATES = [
    "30/02/2024", "29/02/2023", "29/02/2024", "31/04/2024", "00/01/2024", "13/2024", "0000", "0001", "1", "01/01/0001", "9999", "31/12/9999", "10000", "12/31/2024", "2024-13",
    "2024-02-30", "2024-1-1", "1/1/24", "٢٠٢٤", "2024-05-12T10:00", "yesterday", "12 May 2024", "2024..2023", "1.1.1.1", "2024-", "/", "2024/05/12/01", "-2024", "2024\0", "２０２４",
]  # fmt: skip
IDS = [
    0,
    -1,
    1,
    2**31,
    2**63 - 1,
    2**63,
    2**64,
    10**30,
    "0",
    "-1",
    "1e3",
    "9" * 30,
    "1.0",
    "x",
    "\0",
    "٣",
    None,
    True,
    [],
    [1, 1],
    {},
    [[1]],
    1.5,
]
SHAPES: list[Any] = [
    None,
    True,
    False,
    0,
    -1,
    1.5,
    1e308,
    2**70,
    "",
    "x",
    [],
    [None],
    ["x"],
    [["x"]],
    {},
    {"a": 1},
    {"id": 1},
    [{}],
    ["\0"],
    "\ud800",
    ["\ud800"],
    "a\ud800b",
]

anything = st.one_of(
    st.sampled_from(TEXTS), st.sampled_from(NUMBERS), st.sampled_from(DATES), st.text(max_size=40),
    st.text(st.characters(categories=["Cf", "Cc", "Mn", "Me", "Zs", "Co", "Cn"]), max_size=20),
    st.builds(lambda day, month, year: f"{day}/{month}/{year}", st.integers(-1, 40), st.integers(-1, 14), st.integers(-1, 12000)),
    st.decimals(allow_nan=True, allow_infinity=True).map(str), st.integers().map(str),
)  # fmt: skip
json_values = st.one_of(
    st.sampled_from(SHAPES), st.sampled_from(IDS), anything,
    st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3), max_leaves=6),
)  # fmt: skip


def bounded(share: float) -> settings:
    """Return how much one test does: its share of all inputs, the same ones every time in CI."""
    return settings(
        max_examples=max(10, round(MANY * share)),
        deadline=None,
        derandomize=MANY < NEW,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


def without_surrogates(value: str) -> str:
    """Return what a browser would send of a text: half characters cannot be written in UTF-8."""
    return value.encode("utf-8", "replace").decode("utf-8")
