"""The floor: bare views that run the statements of a page and draw its rows, and that store one row.

Served by granian as the office is. What a page takes beyond this is what its form, rights, words and looks cost.
"""

import json
import os
import re
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.auth.decorators import login_not_required
from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.forms import modelform_factory
from django.http import HttpRequest, HttpResponse
from django.urls import path
from jinja2 import Environment

TEMPLATE = Environment(autoescape=True).from_string(
    "<!doctype html><title>Floor</title>{% for rows in tables %}<table>{% for row in rows %}<tr>"
    "{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>{% endfor %}"
)
SELECTED = re.compile(r'SELECT (?:DISTINCT )?"(comity_\w+)"."id", "\1"."city_id"')
SHOWN = ("title_en", "title_vi", "kind", "starts", "ends", "state", "signed")


@cache
def statements(name: str) -> list[str]:
    """Return what the page of that name sends to the database, with its parameters written into it."""
    kept: dict[str, list[str]] = json.loads(Path(os.environ["COMITY_FLOOR"]).read_text(encoding="utf-8"))
    return kept[name]


@cache
def _model(statement: str) -> Any:
    found = SELECTED.match(statement)
    tables = {model._meta.db_table: model for model in apps.get_app_config("comity").get_models()}
    return tables.get(found[1]) if found else None


def page(request: HttpRequest, name: str) -> HttpResponse:
    """Run the page's statements in one transaction and draw the rows of those that select records."""
    tables = []
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements(name):
            if model := _model(statement):
                found = list(model._default_manager.raw(statement.replace("%", "%%")))
                tables.append([[getattr(one, column, "") for column in SHOWN] for one in found])
            else:
                cursor.execute(statement)
                if cursor.description:
                    cursor.fetchall()
    return HttpResponse(TEMPLATE.render(tables=tables))


def create(request: HttpRequest) -> HttpResponse:
    """Store one activity in a table without triggers and policies, and commit."""
    from benchmarks.bare import bare

    with transaction.atomic():
        bare().objects.create(
            title_en=request.POST["title_en"], kind=request.POST["kind"], starts=request.POST["starts"], city_id=1
        )
    return HttpResponse(status=302, headers={"Location": "/"})


def add(request: HttpRequest, **kwargs: Any) -> Any:
    """Answer as Django's own view for adding does: a form of the model's fields, checked, stored, and said to the person."""
    return _adding()(request, **kwargs)


@cache
def _adding() -> Any:
    from django.contrib.messages.views import SuccessMessageMixin
    from django.views.generic import CreateView

    from benchmarks.bare import bare
    from comity.registers import register

    columns = {one.name for one in bare()._meta.concrete_fields}
    fields = [name for name in register("activities").fields if name in columns]

    class Adding(SuccessMessageMixin, CreateView):  # type: ignore[type-arg]
        """One activity into a table without triggers and policies."""

        model, success_url, success_message = bare(), "/", "%(title_en)s"

        def get_form_class(self) -> Any:
            return modelform_factory(self.model, fields=fields)

        def form_valid(self, form: Any) -> Any:
            form.instance.city_id = self.request.user.city_id
            with transaction.atomic():
                return super().form_valid(form)

    return Adding.as_view()


@login_not_required
def there(request: HttpRequest) -> HttpResponse:
    """Say that the floor is served."""
    return HttpResponse()


urlpatterns = [path("there/", there), path("page/<str:name>/", page), path("create/", create), path("add/", add)]


def application(environ: Any, start_response: Any) -> Any:
    """Answer as granian asks."""
    return _application()(environ, start_response)


@cache
def _application() -> Any:
    return get_wsgi_application()
