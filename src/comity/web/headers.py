"""What every answer tells the browser it may do."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
# A form that leads to the provider is answered with a redirect there, and browsers hold `form-action` against that too.
POLICY = {
    "default-src": ("'none'",),
    "script-src": ("'self'",),
    "style-src": ("'self'",),
    "img-src": ("'self'", "data:"),  # data: for the marks in the vendored stylesheet
    "font-src": ("'self'",),
    "connect-src": ("'self'",),
    "manifest-src": ("'self'",),
    "object-src": ("'none'",),
    "base-uri": ("'none'",),
    "form-action": ("'self'", *settings.OIDC_ORIGINS),
    "frame-ancestors": ("'none'",),
}
HEADERS = {
    "Content-Security-Policy": "; ".join(f"{name} {' '.join(said)}" for name, said in POLICY.items()),
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store, private",
}
SIGN_OUT = "/accounts/logout/"


def policy(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: no code but our own, nothing from elsewhere, no answer kept by proxies."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request) if request.method in METHODS else HttpResponseNotAllowed(METHODS)
        for name, said in HEADERS.items():
            response.headers.setdefault(name, said)
        if request.path == SIGN_OUT and request.method == "POST":
            response["Clear-Site-Data"] = '"cache", "storage"'  # drafts of the one who leaves
        return response

    return answer
