"""Which address leads through which door."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
]
