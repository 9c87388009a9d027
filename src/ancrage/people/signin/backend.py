"""One sign-in with the provider: mozilla-django-oidc asks for the tokens, we believe them or not.

The library verifies a signature and a nonce; issuer, audience, who asked, algorithms, and the
signed user information are verified in `tokens`. It gives an identity, and writes nothing.
"""

from dataclasses import dataclass
from typing import Any

import requests
from django.conf import settings
from django.http import HttpRequest
from mozilla_django_oidc.auth import OIDCAuthenticationBackend
from mozilla_django_oidc.utils import import_from_settings
from mozilla_django_oidc.views import OIDCAuthenticationRequestView

from ancrage.people.signin.provider import Provider, ProviderDownError, fetch_keys, find_provider
from ancrage.people.signin.tokens import Claims, TokenRefusedError, read_identity, read_userinfo

SIGNED = "application/jwt"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who signs in, by the word of the provider. `id_token` is what leaving will show."""

    subject: str
    email: str
    given_name: str
    family_name: str
    id_token: str


def _library_setting(provider: Provider, name: str, *default: object) -> Any:  # noqa: ANN401
    """A setting of the library: the provider's doors come from its description."""
    doors = {
        "OIDC_OP_AUTHORIZATION_ENDPOINT": provider.authorization,
        "OIDC_OP_TOKEN_ENDPOINT": provider.token,
        "OIDC_OP_USER_ENDPOINT": provider.userinfo,
        "OIDC_OP_JWKS_ENDPOINT": provider.keys,
        "OIDC_RP_SIGN_ALGO": "RS256",
    }
    return doors[name] if name in doors else import_from_settings(name, *default)


class ToProvider(OIDCAuthenticationRequestView):
    """Sends the browser to the provider, with a state, a nonce and a PKCE challenge."""

    def get_settings(self, name: str, *default: object) -> Any:  # noqa: ANN401
        return _library_setting(find_provider(), name, *default)

    def get_extra_params(self, _request: HttpRequest) -> dict[str, str]:
        return {"acr_values": " ".join(settings.OIDC_ACR)} if settings.OIDC_ACR else {}


class FromProvider(OIDCAuthenticationBackend):
    """Changes the code for tokens, and the tokens for an identity.

    ProviderDownError; TokenRefusedError when an answer is not to be believed, or the code is
    refused.
    """

    def __init__(self) -> None:
        self.provider = find_provider()
        super().__init__()

    def get_settings(self, name: str, *default: object) -> Any:  # noqa: ANN401
        return _library_setting(self.provider, name, *default)

    def identity(self, request: HttpRequest, *, nonce: str, code_verifier: str) -> Identity:
        """Who came back with a code, for a sign-in that was asked for here."""
        told = super().authenticate(request, nonce=nonce, code_verifier=code_verifier)
        if not isinstance(told, Identity):
            raise TokenRefusedError("no code")
        return told

    def get_token(self, payload: dict[str, str]) -> dict[str, Any]:
        try:
            told = super().get_token(payload)
        except requests.RequestException as fault:
            refusal = getattr(fault.response, "status_code", 500)
            if refusal in {400, 401}:
                raise TokenRefusedError(f"code: {fault}") from fault
            raise ProviderDownError(str(fault)) from fault
        if not all(isinstance(told.get(name), str) for name in ("id_token", "access_token")):
            raise TokenRefusedError("token: no identity token, or no access token")
        return dict(told)

    def verify_token(self, token: str, **kwargs: Any) -> Claims:  # noqa: ANN401
        self.keys = fetch_keys(self.provider)
        return read_identity(
            token,
            keys=self.keys,
            issuer=self.provider.issuer,
            client=self.OIDC_RP_CLIENT_ID,
            nonce=kwargs["nonce"],
            levels=settings.OIDC_ACR,
        )

    def get_userinfo(self, access_token: str, _id_token: str, payload: Claims) -> Claims:
        try:
            response = requests.get(
                self.provider.userinfo,
                headers={"Authorization": f"Bearer {access_token}"},
                timeout=settings.OIDC_TIMEOUT,
            )
            response.raise_for_status()
        except requests.RequestException as fault:
            raise ProviderDownError(str(fault)) from fault
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if kind != SIGNED:
            raise TokenRefusedError(f"userinfo: {kind!r} is not signed")
        return read_userinfo(
            response.text,
            keys=self.keys,
            issuer=self.provider.issuer,
            client=self.OIDC_RP_CLIENT_ID,
            subject=payload["sub"],
        )

    def get_or_create_user(self, access_token: str, id_token: str, payload: Claims) -> Identity:
        """The library's last step: here, only who it is. What becomes of him is a command."""
        told = self.get_userinfo(access_token, id_token, payload)
        if told.get("email_verified", True) is not True:
            raise TokenRefusedError("email: not verified")
        return Identity(
            subject=payload["sub"],
            email=str(told.get("email") or ""),
            given_name=str(told.get("given_name") or ""),
            family_name=str(told.get("usual_name") or told.get("family_name") or ""),
            id_token=id_token,
        )
