"""Which address leads through which door."""

from django.urls import include, path, re_path

from comity.api.build import api
from comity.web import directory, errors

# Administrators make accounts and reset passwords, so allauth's own pages for these stay shut.
SHUT = r"^accounts/(?:signup|email|3rdparty|social|password/reset|password/set|confirm-email)(?:/|$)"

urlpatterns = [
    re_path(SHUT, errors.shut),
    path("accounts/oidc/<str:provider_id>/login/", directory.login, name="openid_connect_login"),
    path("accounts/oidc/<str:provider_id>/login/callback/", directory.callback, name="openid_connect_callback"),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", api.urls),
    path("", include("comity.web.urls")),
]
handler400 = "comity.web.errors.bad_request"
handler403 = "comity.web.errors.forbidden"
handler404 = "comity.web.errors.not_found"
handler500 = "comity.web.errors.failed"
