"""Which address leads through which door."""

from django.urls import URLResolver, include, path, re_path
from django.urls.resolvers import RoutePattern

from comity.web import directory, errors


class Later(URLResolver):
    """Addresses in a namespace of their own, made when the first of them is asked for.

    Describing every register to programs takes seconds of a processor; nobody at a keyboard should wait for it.
    """

    def _populate(self) -> None:
        if "url_patterns" in self.__dict__:
            super()._populate()


# Administrators make accounts and reset passwords, so allauth's own pages for these stay shut.
SHUT = r"^accounts/(?:signup|email|3rdparty|social|password/reset|password/set|confirm-email)(?:/|$)"

urlpatterns = [
    re_path(SHUT, errors.shut),
    path("accounts/oidc/<str:provider_id>/login/", directory.login, name="openid_connect_login"),
    path("accounts/oidc/<str:provider_id>/login/callback/", directory.callback, name="openid_connect_callback"),
    path("accounts/", include("allauth.urls")),
    Later(RoutePattern("api/v1/"), "comity.api.urls", app_name="ninja", namespace="api"),
    path("", include("comity.web.urls")),
]
handler400 = "comity.web.errors.bad_request"
handler403 = "comity.web.errors.forbidden"
handler404 = "comity.web.errors.not_found"
handler500 = "comity.web.errors.failed"
