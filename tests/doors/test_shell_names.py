"""What a view gives its page comes through: the shell, which lays its own names over them, has no such name."""

import pytest
from django.shortcuts import render
from django.test import RequestFactory
from django.urls import reverse

from comity.core.people import Officer


@pytest.mark.django_db
def test_a_view_that_gives_a_name_of_the_shell_is_found(officer: Officer) -> None:
    request = RequestFactory().get(reverse("home"))
    request.user = officer

    with pytest.raises(AssertionError, match=r"the shell lays its own over .*officer"):
        render(request, "errors/404.html", {"officer": "somebody else"})
