"""Lists of people in letters: who is on a line, what each does, and the rank that a post tells."""

import pytest

from comity.domain.rosters import Words, apart, called, people, rank, told

KNOWN = Words(
    roles={"head of delegation": "head", "truong doan": "head", "interpreter": "interpreter", "member": "member"},
    heads=("head",),
    ranks={
        "Mayor": "city_head",
        "Vice Mayor": "city_deputy",
        "Phó Chủ tịch UBND thành phố": "city_deputy",
        "Phó Chủ tịch UBND": "grassroots",
    },
    address=("mr", "he", "ong", "dr"),
)

NEAR = "2027-05-12"


def one(line: str) -> dict[str, str]:
    ((_number, found),) = people([line], NEAR, KNOWN)
    return found


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Ada, Mayor; Bo, Clerk", ["Ada, Mayor", "Bo, Clerk"]),
        ("Ada, Mayor; Bo, Clerk; Cy", ["Ada, Mayor", "Bo, Clerk", "Cy"]),
        ("Ada; Mayor, Port", ["Ada; Mayor, Port"]),
        ("Ada, Mayor; Port", ["Ada, Mayor; Port"]),
        ("Ada; Bo", ["Ada; Bo"]),
        ("Ada, Mayor;", ["Ada, Mayor;"]),
        ("Ada, Mayor; ;Bo, Clerk;", ["Ada, Mayor", "Bo, Clerk"]),
        ("", [""]),
    ],
)
def test_several_people_on_a_line_are_told_apart_where_each_has_a_post(line: str, expected: list[str]) -> None:
    assert apart(line) == expected


def test_a_list_keeps_the_numbers_of_its_lines() -> None:
    found = people(["Delegation", "", "1. Ada, Mayor; Bo, Clerk", "- Cy"], NEAR, KNOWN)

    assert [(number, cells["title"]) for number, cells in found] == [
        (1, "Delegation"),
        (3, "Ada"),
        (3, "Bo"),
        (4, "Cy"),
    ]


@pytest.mark.parametrize(
    ("line", "title", "post", "organisation", "role"),
    [
        ("Ada Marlow, Mayor, City of Ardent", "Ada Marlow", "Mayor", "City of Ardent", ""),
        ("Ada Marlow, Mayor, City of Ardent (Head of delegation)", "Ada Marlow", "Mayor", "City of Ardent", "head"),
        ("Ada Marlow (Trưởng đoàn), Mayor", "Ada Marlow", "Mayor", "", "head"),
        ("Trưởng đoàn: Ada Marlow, Mayor", "Ada Marlow", "Mayor", "", "head"),
        ("Ada Marlow, Trưởng đoàn, Mayor, City of Ardent", "Ada Marlow", "Mayor", "City of Ardent", "head"),
        ("Ada Marlow, Mayor, Head of delegation", "Ada Marlow", "Mayor", "", "head"),
        ("- Trưởng đoàn: Ada Marlow, Mayor", "Ada Marlow", "Mayor", "", "head"),
        ("Ada Marlow, (Head of delegation), Clerk", "Ada Marlow", "Clerk", "", "head"),
        ("Ada Marlow, Clerk, Port, Japan", "Ada Marlow", "Clerk", "Port, Japan", ""),
        ("Sora Ito, Interpreter", "Sora Ito", "", "", "interpreter"),
        ("Sora Ito, Member, Council of Ardent", "Sora Ito", "Member", "Council of Ardent", "member"),
        ("Sora Ito, Clerk, Member", "Sora Ito", "Clerk", "", "member"),
        ("Trưởng đoàn: Sora Ito, Clerk, Member", "Sora Ito", "Clerk", "Member", "head"),  # one role: the other is kept
        ("Sora Ito, Clerk (of the port)", "Sora Ito", "Clerk (of the port)", "", ""),
        ("Note: Sora Ito", "Note: Sora Ito", "", "", ""),
        ("Trưởng đoàn:", "Trưởng đoàn:", "", "", ""),
    ],
)
def test_a_role_is_told_wherever_it_stands(line: str, title: str, post: str, organisation: str, role: str) -> None:
    found = one(line)

    assert (found["title"], found["post"], found["organisation"], found["role"]) == (title, post, organisation, role)


@pytest.mark.parametrize(
    ("post", "expected"),
    [
        ("Mayor", "city_head"),
        ("mayor of Ardent", "city_head"),
        ("Mayoral clerk", ""),
        ("Vice Mayor", "city_deputy"),
        ("Former Mayor", ""),
        ("Phó Chủ tịch UBND, thành phố Hà Nội", "city_deputy"),
        ("Phó Chủ tịch UBND phường", "grassroots"),
        ("", ""),
    ],
)
def test_a_rank_is_told_by_the_longest_words_with_which_a_post_begins(post: str, expected: str) -> None:
    assert rank([post], KNOWN) == expected


def test_no_rank_is_told_where_no_words_are_known() -> None:
    assert rank(["Mayor"], Words()) == ""


@pytest.mark.parametrize(
    ("name", "address", "rest"),
    [
        ("Mr. Bo Ferris", "Mr", "Bo Ferris"),
        ("H.E. Dr. Ada Marlow", "H.E Dr", "Ada Marlow"),
        ("Ông Nguyễn Văn A", "Ông", "Nguyễn Văn A"),
        ("Ongwen Bo", "", "Ongwen Bo"),
        ("Mr", "", "Mr"),
        ("  Bo Ferris ", "", "Bo Ferris"),
    ],
)
def test_a_form_of_address_is_told_from_the_name(name: str, address: str, rest: str) -> None:
    assert called(name, KNOWN) == (address, rest)


def test_what_a_table_says_itself_goes_before_what_is_told() -> None:
    cells = {"title": "Ông Bo Ferris", "post": "Vice Mayor", "role": "member", "rank": "city_head", "country": "JP"}

    assert told(cells, KNOWN) == {
        "title": "Bo Ferris",
        "post": "Vice Mayor",
        "organisation": "",
        "role": "member",
        "rank": "city_head",
        "honorific": "Ông",
        "country": "JP",
    }


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Ada Marlow, Vice Mayor", "city_deputy"),
        ("Ada Marlow, Phó Chủ tịch UBND, thành phố Hà Nội", "city_deputy"),
        ("Ada Marlow, Clerk, Mayor", ""),
        ("Ada Marlow", ""),
    ],
)
def test_the_rank_is_told_by_the_post_and_where_it_is_held(line: str, expected: str) -> None:
    assert one(line)["rank"] == expected


def test_of_nobody_nothing_is_told() -> None:
    names = ("title", "post", "organisation", "role", "rank", "honorific")

    assert told({}, KNOWN) == dict.fromkeys(names, "")
