"""The program as a web server runs it."""

from django.core.wsgi import get_wsgi_application

from comity.core import outgoing

application = get_wsgi_application()
outgoing.confine(outgoing.hosts())
