import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.domain.toml_place import line_of

TEXT = """id = "vesper"
# a word about holidays

[[holidays]]
date = "2026-01-01"
en = "New Year"
[[holidays]]
date = "2026-05-01"
names = [
  "May Day",
  "Labour Day",
]

[tie_stage.sister]
en = "Sister city"
labels = { en = "a", vi = "b" }
"""

CASES = [
    (["id"], 1),
    (["holidays", 0], 4),
    (["holidays", 0, "en"], 6),
    (["holidays", 1, "names", 1], 9),  # a statement of several lines begins here
    (["holidays", 1, "en"], 7),  # not said: the line where it should be
    (["tie_stage", "sister", "labels", "vi"], 16),
    (["tie_stage", "sister", "vi"], 14),
    (["nowhere"], 1),
]


@pytest.mark.parametrize(("place", "line"), CASES)
def test_a_key_is_found_on_its_line(place: list[str | int], line: int) -> None:
    assert line_of(TEXT, place) == line


@pytest.mark.parametrize(
    ("text", "place", "line"),
    [
        ("a = [\n1,\n]\nb = 1\n", ["b"], 4),  # only the first three lines can be read without the last
        ("a = [\n1,\n2,\n]\nb = 1\nc = 2\n", ["c"], 6),
        ("b = 0\na = [\n", ["b"], 1),  # nothing of it can be read as a whole
        ("b = 0", ["b", "c", 3], 1),  # what is named lies in no table
        ("", ["b"], 1),
    ],
)
def test_a_line_is_named_whatever_the_text_looks_like(text: str, place: list[str | int], line: int) -> None:
    assert line_of(text, place) == line


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=4), unique=True, min_size=1, max_size=30), st.data())
def test_any_key_of_any_table_is_found(keys: list[str], data: st.DataObject) -> None:
    text = "".join(f"# {key}\n\n[{key}]\nsaid = '''\n{key}\n'''\n" for key in keys)
    wanted = data.draw(st.sampled_from(keys))

    line = line_of(text, [wanted, "said"])

    assert tomllib.loads(text)[wanted]["said"] == f"{wanted}\n"
    assert text.splitlines()[line - 4 : line] == [f"# {wanted}", "", f"[{wanted}]", "said = '''"]
