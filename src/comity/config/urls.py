"""Which address leads through which door."""

from allauth.account.decorators import reauthentication_required
from allauth.usersessions.views import list_usersessions
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

# Whoever finds a browser unlocked may look, but ends no sign-in elsewhere without the password.
SESSIONS = reauthentication_required(list_usersessions, allow_get=True)

urlpatterns = [
    re_path(SHUT, errors.shut),
    path("accounts/oidc/<str:provider_id>/login/", directory.login, name="openid_connect_login"),
    path("accounts/oidc/<str:provider_id>/login/callback/", directory.callback, name="openid_connect_callback"),
    path("accounts/sessions/", SESSIONS, name="usersessions_list"),
    path("accounts/", include("allauth.urls")),
    Later(RoutePattern("api/v1/"), "comity.api.urls", app_name="ninja", namespace="api"),
    path("", include("comity.web.urls")),
]
handler400 = "comity.web.errors.bad_request"
handler403 = "comity.web.errors.forbidden"
handler404 = "comity.web.errors.not_found"
handler500 = "comity.web.errors.failed"
