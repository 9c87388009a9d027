"""Believing what the provider signs: only with its key, from it, to us, for this sign-in.

The allowed signatures need the provider's private key: never « none », never one made with a secret
that others hold, whatever the token says of itself.
"""

import hmac
from collections.abc import Sequence
from typing import Any

import jwt

SIGNATURES = ("RS256", "ES256")
SKEW_SECONDS = 60
"""How far the provider's clock may be from ours."""
LONGEST_SUBJECT = 255

Claims = dict[str, Any]


class TokenRefusedError(ValueError):
    """A token that is not to be believed; the message is for the log."""


def read_identity(
    token: str,
    *,
    keys: jwt.PyJWKSet,
    issuer: str,
    client: str,
    nonce: str,
    levels: Sequence[str] = (),
) -> Claims:
    """The claims of an identity token that was made for this sign-in. TokenRefusedError.

    `levels` are the levels of assurance that are enough; any is when none is given.
    """
    claims = _read(token, keys, issuer, client, ["iss", "aud", "exp", "iat", "sub", "nonce"])
    told = claims["nonce"]
    if not nonce or not isinstance(told, str) or not hmac.compare_digest(told, nonce):
        raise TokenRefusedError("nonce: made for another sign-in")
    if levels and claims.get("acr") not in levels:
        raise TokenRefusedError(f"acr: {claims.get('acr')!r} is not enough")
    return claims


def read_userinfo(
    token: str, *, keys: jwt.PyJWKSet, issuer: str, client: str, subject: str
) -> Claims:
    """The claims of signed user information about that subject. TokenRefusedError."""
    claims = _read(token, keys, issuer, client, ["iss", "aud", "sub"])
    if claims["sub"] != subject:
        raise TokenRefusedError("sub: information about somebody else")
    return claims


def _read(token: str, keys: jwt.PyJWKSet, issuer: str, client: str, required: list[str]) -> Claims:
    try:
        header = jwt.get_unverified_header(token)
        key = _key(header, keys)
        claims: Claims = jwt.decode(
            token,
            key,
            algorithms=[key.algorithm_name],
            audience=client,
            issuer=issuer,
            leeway=SKEW_SECONDS,
            options={"require": required},
        )
    except jwt.PyJWTError as fault:
        raise TokenRefusedError(f"{type(fault).__name__}: {fault}") from fault
    _check_party(claims, client)
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise TokenRefusedError(f"sub: {subject!r}")
    return claims


def _key(header: dict[str, Any], keys: jwt.PyJWKSet) -> jwt.PyJWK:
    """The provider's key that the token names, for the signature that it names."""
    told, kid = header.get("alg"), header.get("kid")
    if told not in SIGNATURES:
        raise TokenRefusedError(f"alg: {told!r}")
    usable = [
        key
        for key in keys.keys
        if key.algorithm_name == told
        and key.public_key_use in {None, "sig"}
        and kid in {None, key.key_id}
    ]
    if len(usable) != 1:
        raise TokenRefusedError(f"kid: {len(usable)} keys for {kid!r}, {told}")
    return usable[0]


def _check_party(claims: Claims, client: str) -> None:
    """A token for several, or asked for by another, is none of ours."""
    audience = claims["aud"]
    others = [audience] if isinstance(audience, str) else list(audience)
    if others != [client] and claims.get("azp") != client:
        raise TokenRefusedError(f"aud: {audience!r} without azp")
    if claims.get("azp", client) != client:
        raise TokenRefusedError(f"azp: {claims['azp']!r}")
