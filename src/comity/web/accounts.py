"""How sign-in differs from allauth's defaults: nobody signs up, an administrator makes accounts."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest

from comity.core.people import Officer


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class Federated(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Sign-in through the city's own directory reaches an existing account of the same user name, never makes one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if sociallogin.is_existing:
            return
        claimed = sociallogin.account.extra_data.get("userinfo", sociallogin.account.extra_data).get(
            "preferred_username", ""
        )
        officer = Officer.objects.filter(username__iexact=claimed, is_active=True).first() if claimed else None
        if officer:
            sociallogin.connect(request, officer)
