"""Files on the web: who attaches, who downloads, what a browser is told, what comes back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from comity.core.attached import Attachment
from comity.core.history import Change
from comity.core.people import Officer

pytestmark = pytest.mark.django_db

Desk = Callable[[Officer], Client]


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def festival(made: Any, units: Any) -> Any:
    return made("series", title_en="Harbour Festival", kind="festival", unit=units["desk"].pk)


def named(name: str, data: bytes = b"Hello") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def address(record: Any) -> str:
    return f"/series/{record.pk}/files/"


def stored(as_system: Any) -> list[str]:
    with as_system():
        return list(Attachment.objects.order_by("pk").values_list("name", flat=True))


def number(as_system: Any) -> int:
    with as_system():
        return Attachment.objects.get().pk


def said(client: Client, page: Any) -> str:
    return client.get(page["Location"].partition("#")[0]).content.decode()


def test_an_officer_attaches_several_files_at_once(
    client_of: Desk, officer: Officer, festival: Any, as_system: Any
) -> None:
    client = client_of(officer)

    page = client.post(address(festival), {"file": [named("one.txt"), named("hai bản.csv", b"a,b")]})

    assert (page.status_code, page["Location"]) == (302, f"/series/{festival.pk}/#files")
    assert stored(as_system) == ["one.txt", "hai bản.csv"]
    shown = said(client, page)
    assert "Attached 2 files." in shown
    assert "hai bản.csv" in shown


def test_each_file_that_is_not_taken_is_named_and_the_others_stay(
    client_of: Desk, officer: Officer, festival: Any, as_system: Any
) -> None:
    client = client_of(officer)

    page = client.post(
        address(festival),
        {"file": [named("good.txt"), named("bad.exe", b"MZ\0"), named("plan.txt", "TỐI MẬT".encode())]},
    )

    assert stored(as_system) == ["good.txt"]
    shown = said(client, page)
    assert "bad.exe: Files of this kind are not taken." in shown
    assert "plan.txt: The file is marked as a state secret" in shown


def test_htmx_gets_the_panel_with_what_was_not_taken(
    client_of: Desk, officer: Officer, festival: Any, as_system: Any
) -> None:
    page = client_of(officer).post(
        address(festival), {"file": [named("bad.exe", b"MZ\0")]}, headers={"HX-Request": "true"}
    )

    assert page.status_code == 422
    assert "1 file was not attached" in page.content.decode()
    assert stored(as_system) == []


def test_htmx_gets_the_panel_with_the_file_and_its_undo(
    client_of: Desk, officer: Officer, festival: Any, as_system: Any
) -> None:
    page = client_of(officer).post(address(festival), {"file": [named("one.txt")]}, headers={"HX-Request": "true"})

    assert page.status_code == 200
    assert "one.txt" in page.content.decode()
    assert f'action="/undo/{_act(as_system)}/{festival.pk}/"' in page.content.decode()


def _act(as_system: Any) -> str:
    with as_system():
        return Change.objects.filter(register="attachment").latest("pk").act


def test_without_a_file_nothing_happens(client_of: Desk, officer: Officer, festival: Any) -> None:
    client = client_of(officer)

    assert "Choose at least one file." in said(client, client.post(address(festival)))


def test_attaching_can_be_undone(client_of: Desk, officer: Officer, festival: Any, as_system: Any) -> None:
    client = client_of(officer)
    client.post(address(festival), {"file": [named("one.txt")]})

    client.post(f"/undo/{_act(as_system)}/{festival.pk}/")

    assert stored(as_system) == []


def test_one_who_reads_only_is_told_why_nothing_was_attached(
    client_of: Desk, leader: Officer, festival: Any, as_system: Any
) -> None:
    page = client_of(leader).post(address(festival), {"file": [named("one.txt")]})

    assert page.status_code == 403
    assert "Your role reads and decides" in page.content.decode()
    assert stored(as_system) == []


def test_a_download_is_saved_and_never_shown_as_a_page(
    client_of: Desk, officer: Officer, festival: Any, as_system: Any
) -> None:
    client = client_of(officer)
    client.post(address(festival), {"file": [named("kế hoạch.txt", b"<b>Hello</b>")]})

    page = client.get(f"/files/{number(as_system)}/")

    assert b"".join(page) == b"<b>Hello</b>"
    assert page["Content-Disposition"] == f"attachment; filename*=utf-8''{quote('kế hoạch.txt')}"
    assert page["Content-Type"] == "text/plain"
    assert (page["X-Content-Type-Options"], page["Content-Security-Policy"]) == ("nosniff", "sandbox")
    assert page["Cache-Control"] == "no-store, private"


def test_a_file_is_as_hidden_as_its_record(
    client_of: Desk, officer: Officer, ward: Officer, festival: Any, as_system: Any
) -> None:
    client_of(officer).post(address(festival), {"file": [named("one.txt")]})

    hidden = client_of(ward).get(f"/files/{number(as_system)}/")

    assert (hidden.status_code, client_of(ward).post(address(festival)).status_code) == (404, 404)
    assert b"one.txt" not in hidden.content
    assert client_of(ward).post(f"/files/{number(as_system)}/remove/").status_code == 404
    assert Client().get(f"/files/{number(as_system)}/").status_code == 302


def test_a_file_whose_bytes_are_gone_is_not_found(
    client_of: Desk, officer: Officer, festival: Any, as_system: Any, tmp_path: Path
) -> None:
    client = client_of(officer)
    client.post(address(festival), {"file": [named("one.txt")]})
    next(path for path in tmp_path.rglob("*") if path.is_file()).unlink()

    assert client.get(f"/files/{number(as_system)}/").status_code == 404


def test_a_removed_file_comes_back_with_undo(client_of: Desk, officer: Officer, festival: Any, as_system: Any) -> None:
    client = client_of(officer)
    client.post(address(festival), {"file": [named("one.txt")]})
    pk = number(as_system)

    page = client.post(f"/files/{pk}/remove/")

    assert stored(as_system) == []
    assert "Removed one.txt." in said(client, page)
    client.post(f"/undo/{_act(as_system)}/{festival.pk}/")
    assert b"".join(client.get(f"/files/{pk}/")) == b"Hello"


def test_a_deleted_record_comes_back_with_its_files(
    client_of: Desk, officer: Officer, festival: Any, as_system: Any
) -> None:
    client = client_of(officer)
    client.post(address(festival), {"file": [named("one.txt")]})
    pk = number(as_system)

    client.post(f"/series/{festival.pk}/remove/")
    assert stored(as_system) == []
    page = client.post(f"/undo/{_act(as_system)}/{festival.pk}/")

    assert (page.status_code, page["Location"]) == (302, f"/series/{festival.pk}/")
    assert b"".join(client.get(f"/files/{pk}/")) == b"Hello"


def test_one_who_reads_only_removes_no_file(
    client_of: Desk, officer: Officer, leader: Officer, festival: Any, as_system: Any
) -> None:
    client_of(officer).post(address(festival), {"file": [named("one.txt")]})

    assert client_of(leader).post(f"/files/{number(as_system)}/remove/").status_code == 403
    assert stored(as_system) == ["one.txt"]
