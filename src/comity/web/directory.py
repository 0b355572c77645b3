"""Sign-in through the city's own OpenID Connect provider: what is checked beyond the library's defaults."""

import secrets
import time
from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods
from requests import RequestException

ALGORITHMS = [
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
]  # no shared secrets
LEEWAY = 60  # seconds


class CityAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Checks the signature of the answer too, not only that it came over TLS."""

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        """Return what the token claims. Raises OAuth2Error unless this provider signed it, for us, and it has not expired."""
        try:
            claims: dict[str, Any] = jwt.decode(
                id_token,
                self._key(id_token),
                algorithms=ALGORITHMS,
                audience=app.client_id,
                issuer=self.openid_config["issuer"],
                options={"require": ["iss", "sub", "aud", "exp", "iat"]},
            )
        except jwt.PyJWTError as error:
            raise OAuth2Error("The provider's token does not hold.") from error
        if settings.OIDC_ACR and claims.get("acr") not in settings.OIDC_ACR:
            raise OAuth2Error("The sign-in at the provider is not of the strength that is asked for.")
        if settings.OIDC_MAX_AGE and not _recent(claims.get("auth_time"), settings.OIDC_MAX_AGE):
            raise OAuth2Error("The sign-in at the provider is too long ago, or it does not say when it was.")
        return claims

    def _key(self, id_token: str) -> Any:
        """Return the provider's key that the token names; a token that names none needs a provider with one key."""
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        keys = jwt.PyJWKSet.from_dict(answer.json()).keys
        named = jwt.get_unverified_header(id_token).get("kid")
        fitting = [key for key in keys if key.key_id == named] if named else keys
        if len(fitting) != 1:
            raise jwt.InvalidTokenError
        return fitting[0]


def _recent(moment: Any, most: int) -> bool:
    """Say whether somebody signed in within so many seconds; a clock that is a minute ahead or behind is no matter."""
    return isinstance(moment, int | float) and -LEEWAY <= time.time() - moment <= most + LEEWAY


class CityProvider(OpenIDConnectProvider):  # type: ignore[misc]
    """Sends a number used once, so that an answer cannot be used for another sign-in, and how people must have signed in there."""

    oauth2_adapter_class = CityAdapter

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **kwargs: Any
    ) -> HttpResponse:
        nonce = secrets.token_urlsafe(32)
        params = {**(kwargs.pop("auth_params", None) or self.get_auth_params()), "nonce": nonce}
        params |= {"acr_values": " ".join(settings.OIDC_ACR)} if settings.OIDC_ACR else {}
        params |= {"max_age": str(settings.OIDC_MAX_AGE)} if settings.OIDC_MAX_AGE else {}
        answer: HttpResponse = super().redirect(
            request, process, next_url, data, auth_params=params, nonce=nonce, **kwargs
        )
        return answer


@login_not_required
@require_http_methods(["GET", "POST"])
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Go to the provider."""
    return _seen(OAuth2LoginView, request, provider_id)


@login_not_required
@require_GET
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take the provider's answer."""
    return _seen(OAuth2CallbackView, request, provider_id)


def _seen(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    adapter = CityAdapter(request, provider_id)
    try:
        answer: HttpResponse = view.adapter_view(adapter)(request)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    except (RequestException, ValueError, KeyError) as error:  # not there, or not what a provider says
        answer = render_authentication_error(request, adapter.get_provider(), exception=error)
    return answer
