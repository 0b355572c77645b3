"""The API's addresses alone."""

from django.urls import path

from comity.api.build import api

urlpatterns = [path("api/v1/", api.urls)]
