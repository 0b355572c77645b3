"""Which address leads through which door."""

from django.urls import include, path

from comity.api.build import api

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("api/v1/", api.urls),
    path("", include("comity.web.urls")),
]
handler400 = "comity.web.errors.bad_request"
handler403 = "comity.web.errors.forbidden"
handler404 = "comity.web.errors.not_found"
handler500 = "comity.web.errors.failed"
