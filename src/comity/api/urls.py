"""The addresses of the API. Importing this builds it, which takes a while; comity.config.urls does so when asked for one."""

from comity.api.build import build

urlpatterns, app_name, _namespace = build().urls
