"""A city's own packs: refused as a whole with file, line, key and what was expected; put in force without a restart."""

import shutil
from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from comity.core import pack as packs
from comity.core import pack_files, pack_reader
from comity.core.pack import BadPack
from comity.core.people import City
from comity.domain import rosters
from comity.reports import packs as own
from tests.long import long
from tests.packs.ours import OURS, copied

Write = Callable[[str, str, str], None]


@pytest.fixture(autouse=True)
def _an_office_of_its_own(tmp_path: Path, settings: Any) -> None:
    settings.DATA, settings.PACKS, settings.DATASETS = tmp_path, tmp_path / "packs", tmp_path / "datasets"
    copied(tmp_path / "packs")


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Let the second pass after which a process looks which version is in force."""
    seconds = iter(range(10**9, 10**9 + 1000))
    monkeypatch.setattr(pack_files, "monotonic", lambda: next(seconds))
    return lambda: None


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file of a pack; the head gets the name of its folder."""

    def put(pack: str, name: str, text: str) -> None:
        path = tmp_path / "packs" / pack / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    return put


def change(tmp_path: Path, name: str, old: str, new: str) -> None:
    path = tmp_path / "packs" / OURS / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def problems(name: str = OURS) -> list[str]:
    return own.check(name, (pack_files.BUILT_IN, settings.PACKS))


WRONG = [
    # file, what is changed, into what, what is said
    ("pack.toml", 'id = "ours"', 'id = "usa"', 'packs/ours/pack.toml: line 3: id: found "usa"; expected the name of the folder, "ours"'),
    ("pack.toml", 'home_country = "US"', "", "packs/ours/pack.toml: line 1: home_country: is missing; it must be said"),
    ("pack.toml", '"US"', '"XX"', 'packs/ours/pack.toml: line 4: home_country: found "XX"; expected a two-letter code'),
    ("pack.toml", '["en"]', '["fr"]', "packs/ours/pack.toml: line 5: languages.0: found \"fr\"; expected one of 'en' or 'vi'"),
    ("pack.toml", '["en"]', '["en", "vi"]', "packs/ours/pack.toml: line 10: title: vi is missing; it must be said"),
    ("pack.toml", '"USD"', '"DKK"', 'packs/ours/pack.toml: line 6: currency: found "DKK"; expected one of USD, EUR'),
    ("pack.toml", "America/Los_Angeles", "Vesper/Port", 'line 7: time_zone: found "Vesper/Port"; expected a time zone'),
    ("pack.toml", '"sunday"', '"payday"', "line 8: week_starts: found \"payday\"; expected one of 'monday', "),
    ("pack.toml", 'week_starts = "sunday"', 'week_begins = "sunday"', "line 8: week_begins: there is no such key; expected one of id, "),
    ("pack.toml", '"2026-09-07"', '"2026-09-31"', 'line 19: holidays.1.date: found "2026-09-31"; expected a day such as'),
    ("pack.toml", '"2026-09-07"', '"2026-07-03"', "line 18: holidays.1.date: 2026-07-03 is said twice"),
    ("pack.toml", "verified = true", "verified = 3.5", "line 17: holidays.0.verified: found 3.5; expected true or false"),
    ("pack.toml", "verified = true", 'verified = "yes"', 'line 17: holidays.0.verified: found "yes"; expected true or false'),
    ("pack.toml", 'id = "ours"', 'id = = "ours"', "packs/ours/pack.toml: this is not TOML: Invalid value (at line 3, column 6)"),
    ("pack.toml", 'id = "ours"', 'id = "ours"\nextends = "nowhere"', 'line 4: extends: found "nowhere"; expected one of the packs danang, fr, hanoi, ours, us, vn'),
    ("pack.toml", 'id = "ours"', 'id = "ours"\nextends = "ours"', "line 4: extends: ours builds on itself by way of ours"),
    ("terms.toml", "[tie_stage.sister]\nen =", "[tie_stage.sister]\nde =", "tie_stage.sister.de: there is no such key; expected one of en, vi, "),
    ("terms.toml", "rank = 5", 'rank = "high"', 'tie_stage.sister.rank: found "high"; expected a whole number'),
    ("terms.toml", "[side.both]", "[side.all]", "side: both is missing; rules know these codes by name"),
    ("terms.toml", "[instrument.mou]", "[paper.mou]", ""),
    ("pack.toml", "quiet_after = 180", "quiet_after = 500", "line 30: health.dormant_after: found 400; expected more days than quiet_after, 500"),
    ("pack.toml", "quiet_after = 180", 'quiet_after = "soon"', 'line 29: health.quiet_after: found "soon"; expected a whole number'),
    ("pack.toml", "quiet_after = 180", "asleep_after = 180", "line 29: health.asleep_after: there is no such key"),
    ("pack.toml", 'high_level = "city"', 'high_level = "king"', 'line 31: health.high_level: found "king"; expected one of city'),
    ("pack.toml", "commitments = 5", "commitments = -5", "line 35: health.weights.commitments: found -5; expected a value greater than or equal to 0"),
    ("pack.toml", "commitments = 5", "promises = 5", "line 35: health.weights.promises: there is no such key"),
    ("pack.toml", 'when = "quiet"', 'when = "bored"', "line 42: next_acts.0.when: found \"bored\"; expected one of 'unanswered', "),
    ("pack.toml", 'kind = "meeting"', 'kind = "picnic"', 'line 44: next_acts.0.kind: found "picnic"; expected one of delegation_in, '),
    ("pack.toml", 'kind = "meeting"\n', "", 'next_acts.0.kind: found ""; expected one of delegation_in, '),
    ("pack.toml", 'begin = "task"', 'begin = "task"\nkind = "meeting"', "line 50: next_acts.1.kind: only an activity has one"),
    ("pack.toml", 'begin = "task"', 'begin = "task"\nevery = 5', "line 50: next_acts.1.every: only an anniversary comes every so many years"),
    ("pack.toml", 'kind = "meeting"', 'kind = "meeting"\nwithin = 9', "line 45: next_acts.0.within: quiet looks no days ahead"),
    ("pack.toml", 'en = "Keep our word"', 'vi = "Giữ lời"', "line 46: next_acts.1: en is missing; it must be said"),
    ("indicators.toml", '"delegation_in"]', '"invasion"]', 'packs/ours/indicators.toml: line 10: indicators.delegations_in: where.kind: found "invasion"'),
]  # fmt: skip


@long
@pytest.mark.parametrize(("name", "old", "new", "said"), WRONG)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, name: str, old: str, new: str, said: str) -> None:
    change(tmp_path, name, old, new)

    assert said in "\n".join(problems())
    assert bool(problems()) == bool(said)


CSV = [
    ("relations.csv", "iso2,established\nJP,1854-13-01\n", 'relations.csv: line 2: established: found "1854-13-01"; expected a date'),
    ("relations.csv", "iso2,established\nJP,1854\nJP,1855\n", "relations.csv: line 3: iso2: JP stands here twice; expected it once"),
    ("relations.csv", "iso2,since\nJP,1854\n", "relations.csv: line 2: established: is missing; expected the columns iso2, established"),
    ("relations.csv", "iso2,established\nZZ,1854\n", 'relations.csv: line 2: iso2: found "ZZ"; expected a two-letter code'),
    ("working_days.csv", "date,en\n2026-02-30,Worked\n", 'working_days.csv: line 2: date: found "2026-02-30"; expected a day'),
    ("country_names.csv", "iso2,name_en\nQQ,Nowhere\n", 'country_names.csv: line 2: iso2: found "QQ"; expected a two-letter code'),
    ("notes.toml", "", "packs/ours/notes.toml: no such file belongs to a pack; expected one of pack.toml, "),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "said"), CSV)
def test_a_wrong_table_is_named_with_its_line(write: Write, name: str, text: str, said: str) -> None:
    write(OURS, name, text)

    assert said in "\n".join(problems())


def test_letters_that_are_not_utf8_are_named_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "packs" / OURS / "terms.toml"
    path.write_bytes(path.read_bytes() + "\n# caf\u00e9\n".encode("latin-1"))

    line = path.read_bytes().count(b"\n")
    assert problems() == [
        f"packs/ours/terms.toml: line {line}: found letters that are not UTF-8; save the file as UTF-8"
    ]


def test_the_command_prints_every_problem_of_every_file_at_once(tmp_path: Path) -> None:
    change(tmp_path, "pack.toml", '"USD"', '"DKK"')
    change(tmp_path, "terms.toml", "rank = 5", 'rank = "high"')
    change(tmp_path, "indicators.toml", '"money:cost"', '"money:kost"')
    told = StringIO()

    with pytest.raises(CommandError):
        call_command("packs", "check", str(tmp_path / "packs"), stdout=told)

    lines = told.getvalue().splitlines()
    named = list(dict.fromkeys(line.partition(": ")[0] for line in lines[:-1]))
    assert named == ["packs/ours/terms.toml", "packs/ours/pack.toml", "packs/ours/indicators.toml"]
    assert lines[-1] == "ours: 3 problems"  # a figure that names the stage of a wrong shape is not at fault


MAP = """source = "The port's charter"
[labels.reef]
name = { en = "Reef" }
kind = "islands"
lon = -124.0
lat = 47.5
always = true
"""
WRONG_MAP = [
    ("-124.0", "-224.0", "line 5: labels.reef.lon: found -224.0; expected a value greater than or equal to -180"),
    ("47.5", '"north"', 'line 6: labels.reef.lat: found "north"; expected a number'),
    ('"islands"', '"hill"', "line 4: labels.reef.kind: found \"hill\"; expected one of 'islands', 'sea' or 'place'"),
    ("always", "ever", "line 7: labels.reef.ever: there is no such key; expected one of name, short, kind, "),
    ('name = { en = "Reef" }', "name = {}", "line 3: labels.reef.name: en is missing; it must be said"),
    ("source", "sauce", "line 1: sauce: there is no such key; expected one of source, verified, labels"),
    ("[labels.reef]", "[labels]", 'line 4: labels.kind: found "islands"; expected a table'),
]


@pytest.mark.parametrize(("old", "new", "said"), WRONG_MAP, ids=[one[1] for one in WRONG_MAP])
def test_a_wrong_label_of_the_map_is_refused_with_its_line(write: Write, old: str, new: str, said: str) -> None:
    write(OURS, "map.toml", MAP.replace(old, new, 1))

    found = problems()

    assert [one for one in found if one.startswith("packs/ours/map.toml: ") and said in one], found


def test_a_pack_lays_its_own_labels_over_those_of_the_pack_below(write: Write) -> None:
    write("vesper", "pack.toml", VESPER)
    write("vesper", "map.toml", MAP.replace("[labels.reef]", "[labels.hoang_sa]").replace("{ en", '{ vi = "Bãi", en'))

    assert problems("vesper") == []
    pack = pack_reader.read("vesper", (pack_files.BUILT_IN, settings.PACKS), pack_files.Problems())

    assert pack is not None
    assert [one.name.en for one in pack.overlay.labels] == ["Reef", "Truong Sa archipelago (Viet Nam)"]
    assert (pack.overlay.labels[0].name.vi, pack.overlay.source) == ("Bãi", "The port's charter")


def test_a_pack_in_order_is_said_to_be(tmp_path: Path) -> None:
    told = StringIO()
    call_command("packs", "check", str(tmp_path / "packs" / OURS), stdout=told)

    assert told.getvalue() == "ours: in order\n"


def test_a_folder_without_a_pack_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    with pytest.raises(CommandError, match=r"there is no pack; expected a file pack\.toml"):
        call_command("packs", "check", str(tmp_path / "empty"))


def test_the_packs_that_come_with_comity_are_in_order() -> None:
    for name in pack_files.names((pack_files.BUILT_IN,)):
        assert own.check(name, (pack_files.BUILT_IN,)) == []


VESPER = 'id = "vesper"\nextends = "vn"\ncurrency = "USD"\n[title]\nen = "Vesper"\nvi = "Vesper"\n'
MARKET = '[[holidays]]\ndate = "2026-10-10"\nen = "Market day"\nvi = "Ngày hội chợ"\nverified = true\n'


@pytest.mark.parametrize("name", ["vn", "us", "hanoi"])
def test_words_of_posts_tell_ranks_that_the_pack_knows(name: str) -> None:
    pack = packs.load(name)
    posts = pack.vocabulary("ranked_post")

    assert posts
    assert {one.mark for one in posts.values()} <= set(pack.vocabulary("level"))


@pytest.mark.parametrize(
    ("post", "level"),
    [
        ("Phó Chủ tịch Quốc hội", "state"),
        ("Phó Thủ tướng Chính phủ", "state"),
        ("Thống đốc Ngân hàng Nhà nước Việt Nam", "minister"),
        ("Deputy Governor of the State Bank of Vietnam", "deputy_minister"),
        ("Thống đốc Tokyo", "city_head"),
        ("Đô trưởng Viêng Chăn", "city_head"),
        ("Phó Đô trưởng Viêng Chăn", "city_deputy"),
        ("Bí thư Tỉnh uỷ", "city_head"),
        ("Chủ tịch UBND TP Hà Nội", "city_head"),
        ("Chủ tịch HĐND thành phố Hà Nội", "city_head"),
        ("Chairwoman of the City People's Council", "city_head"),
        ("Phó Chủ tịch Thường trực UBND TP. Hà Nội", "city_deputy"),
        ("Phó Bí thư Thường trực Thành ủy", "city_deputy"),
        ("Chánh Văn phòng UBND thành phố", "department"),
        ("Phó Chủ tịch Ủy ban nhân dân phường Hoàn Kiếm", "grassroots"),
        ("Bí thư Đảng ủy xã", "grassroots"),
        ("Chủ tịch UBND quận", "grassroots"),
        ("Giám đốc", ""),
        ("Minister Counsellor", ""),
        ("Chủ tịch Hội đồng quản trị", ""),
    ],
)
def test_a_post_tells_its_rank_or_none(post: str, level: str) -> None:
    posts = packs.load("vn").vocabulary("ranked_post").values()

    known = rosters.Words(ranks={word: one.mark for one in posts for word in (one.en, one.vi)})

    assert rosters.rank([post], known) == level


def test_a_pack_builds_on_another(write: Write, now: Any) -> None:
    write("vesper", "pack.toml", VESPER + MARKET)
    write("vesper", "terms.toml", '[tie_stage.sister]\nen = "Twin"\nvi = "Thành phố chị em"\nrank = 9\n')

    own.use([])
    pack, under = packs.load("vesper"), packs.load("vn")

    assert (pack.head.currency, pack.head.home_country, pack.head.title.en) == ("USD", "VN", "Vesper")
    assert len(pack.head.holidays) == len(under.head.holidays) + 1
    assert pack.terms["tie_stage"]["sister"].rank == 9
    assert list(pack.terms["tie_stage"]) == list(under.terms["tie_stage"])
    assert pack.marks == under.marks
    assert pack.indicators.data == under.indicators.data


def test_a_pack_says_how_ties_are_judged_and_what_to_do_next(write: Write, now: Any) -> None:
    light = "[health.weights]\ncontact = 9\ncommitments = 0\nways = 0\nlevel = 0\npapers = 0\nverified = 0\n"
    write("vesper", "pack.toml", VESPER + light)
    write("bare", "pack.toml", VESPER.replace("vesper", "bare").replace("Vesper", "Bare"))

    own.use([])

    assert packs.load("vesper").judging.weights["contact"] == 9
    assert packs.load("vesper").rules == packs.load("vn").rules == packs.load("bare").rules
    assert packs.load("bare").judging == packs.load("vn").judging
    assert [(one.when, one.within) for one in packs.load(OURS).rules] == [("quiet", 0), ("we_owe", 10)]


def test_a_tie_for_which_nothing_weighs_is_refused(tmp_path: Path) -> None:
    change(tmp_path, "pack.toml", "contact = 1\ncommitments = 5\nways = 1", "contact = 0\ncommitments = 0\nways = 0")

    assert problems() == [
        "packs/ours/pack.toml: line 33: health.weights: everything weighs 0; expected a weight above it"
    ]


def test_a_problem_of_the_pack_below_is_named_in_its_own_file(write: Write, tmp_path: Path) -> None:
    write("vesper", "pack.toml", 'id = "vesper"\nextends = "ours"\n')
    change(tmp_path, "pack.toml", '"USD"', '"DKK"')

    assert [line.partition(": currency")[0] for line in problems("vesper")] == ["packs/ours/pack.toml: line 6"]


def test_a_pack_may_not_take_the_name_of_one_that_comes_with_comity(write: Write) -> None:
    write("vn", "pack.toml", VESPER.replace('"vesper"', '"vn"', 1))

    with pytest.raises(BadPack, match="a pack of this name comes with Comity"):
        own.use([])


def test_a_wrong_pack_leaves_the_one_before_in_force(tmp_path: Path, now: Any) -> None:
    first = own.use([])
    change(tmp_path, "terms.toml", '"Sister city"', '"Twin town"')
    assert packs.load(OURS).terms["tie_stage"]["sister"].en == "Sister city"  # not yet put in force
    change(tmp_path, "terms.toml", "rank = 3", 'rank = "low"')

    with pytest.raises(BadPack, match=r"tie_stage\.friendship\.rank"):
        own.use([])

    assert pack_files.version() == first
    assert packs.load(OURS).terms["tie_stage"]["sister"].en == "Sister city"
    change(tmp_path, "terms.toml", 'rank = "low"', "rank = 3")
    assert own.use([]) != first
    assert packs.load(OURS).terms["tie_stage"]["sister"].en == "Twin town"


def test_a_pack_that_a_city_uses_cannot_go(tmp_path: Path) -> None:
    own.use([OURS])
    shutil.rmtree(tmp_path / "packs" / OURS)

    with pytest.raises(BadPack, match="there is no pack ours, which a city uses"):
        own.use([OURS])


def test_only_a_few_old_versions_stay_on_the_disk(tmp_path: Path) -> None:
    for number in range(9):
        change(tmp_path, "pack.toml", "# ", f"# {number} ")
        own.use([])

    assert len([one for one in pack_files.kept().iterdir() if one.is_dir()]) == own.KEEP


CITY = """
code = "vesper"
pack = "ours"
country = "US"
latitude = 34.0
longitude = -118.0
title = { en = "Vesper" }
office = { en = "Vesper Office of Protocol" }
[registers]
order = ["units"]
"""
UNIT = '[[units]]\ncode = "u-office"\ntitle_en = "Office of Protocol"\nkind = "office"\n'


def dataset(tmp_path: Path, *, city: str = CITY, units: str = UNIT) -> None:
    folder = tmp_path / "datasets" / "vesper"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "city.toml").write_text(city, encoding="utf-8")
    (folder / "units.toml").write_text(units, encoding="utf-8")


@pytest.mark.django_db
def test_a_city_outside_the_program_is_loaded_with_its_own_pack(tmp_path: Path, now: Any) -> None:
    dataset(tmp_path)

    call_command("load", "vesper", stdout=StringIO())

    city = City.objects.get(code="vesper")
    assert (city.pack, city.title_vi, city.time_zone) == (OURS, "Vesper", "America/Los_Angeles")


WRONG_SETS = [
    ({"city": CITY.replace("latitude = 34.0", "latitude = 340")}, "vesper/city.toml: line 5: latitude: found 340; "),
    ({"city": CITY.replace('code = "vesper"\n', "")}, "vesper/city.toml: line 1: code: is missing"),
    ({"city": CITY.replace('["units"]', '["unit"]')}, 'registers.order: found "unit"; expected one of partners, '),
    ({"city": CITY.replace('"ours"', '"atlantis"')}, 'there is no pack "atlantis" with a file pack.toml; there are danang, fr, hanoi, ours, us, vn'),
    ({"units": UNIT.replace('"office"', '"palace"')}, "vesper/units.toml: line 4: u-office: kind: palace is not one of"),
    ({"units": UNIT.replace("kind", "sort")}, "vesper/units.toml: line 4: u-office: sort: There is no such field."),
    ({"units": UNIT.replace('code = "u-office"\n', "")}, "vesper/units.toml: line 1: expected a table under [[units]]"),
    ({"units": UNIT.replace("[[units]]", "[[unit]]")}, "vesper/units.toml: line 1: unit: there is no such key"),
    ({"units": UNIT + 'citations = [{ says = "x" }]\n'}, "vesper/units.toml: line 5: units.0.citations.0.source: is mis"),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("files", "said"), WRONG_SETS)
def test_a_wrong_data_set_stores_nothing_and_names_the_line(
    tmp_path: Path, now: Any, files: dict[str, str], said: str
) -> None:
    dataset(tmp_path, **files)

    with pytest.raises(CommandError) as refused:
        call_command("load", "vesper", stdout=StringIO())

    assert said in str(refused.value)
    assert not City.objects.exists()


def test_the_days_off_at_tet_are_those_that_the_named_source_records() -> None:
    days = {one.date: one.verified for one in packs.load("vn").head.holidays}

    tet = [date(2027, 2, day) for day in range(1, 15) if date(2027, 2, day) in days]
    assert tet == [date(2027, 2, day) for day in range(4, 11)]  # seven days; the notice of that year was not out
    assert [one.day for one in tet if days[one]] == [6]
