"""One page that says the office is well, and one that shows what the web server was given."""

import os

from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from tests.run.office.tiny.rows import rows


def healthz(request: HttpRequest) -> HttpResponse:
    """Answer."""
    return HttpResponse("ok")


def given(request: HttpRequest) -> JsonResponse:
    """Show the names of the environment and the rows of the database."""
    names = sorted(name for name in os.environ if name.startswith(("COMITY", "DATABASE")))
    return JsonResponse({"names": names, "rows": rows()})


urlpatterns = [path("healthz", healthz), path("given", given)]
application = get_wsgi_application()
