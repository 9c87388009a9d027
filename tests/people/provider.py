"""An OpenID provider as ProConnect is one, in a process of its own: idpyoidc, a certified library.

Codes of one use, PKCE with S256 required, identity and user information signed RS256, logout with
`id_token_hint`: all of it is the library's. Only here: HTTP, who is signing in, and the faults that
a test asks for by POST /control: each changes what leaves, signed again where a liar could sign.

    python -m tests.people.provider      prints its address, serves until its input ends
"""

import base64
import hashlib
import hmac
import json
import sys
import threading
import time
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from idpyoidc.message.oidc import AccessTokenRequest
from idpyoidc.server import Server
from idpyoidc.server.configure import OPConfiguration
from idpyoidc.server.oidc.authorization import Authorization
from idpyoidc.server.oidc.provider_config import ProviderConfiguration
from idpyoidc.server.oidc.session import Session
from idpyoidc.server.oidc.token import Token
from idpyoidc.server.oidc.userinfo import UserInfo
from idpyoidc.server.user_authn.user import NoAuthn

CLIENT, SECRET = "ancrage", "secret-d-essai-assez-long-pour-signer-sans-avertissement"
SCOPES = ["given_name", "usual_name", "email", "uid", "siret"]
SIGNING = "RS256"
PATHS = {
    "/.well-known/openid-configuration": "provider_config",
    "/authorize": "authorization",
    "/token": "token",
    "/userinfo": "userinfo",
    "/session/end": "session",
}


class EndSession(Session):
    """Who leaves is told by the hint: no client shows a token here, which the library looks for."""

    def client_authentication(self, *_args: Any, **_kwargs: Any) -> dict[str, Any]:
        return {}


def configuration(issuer: str) -> OPConfiguration:
    """The library's settings: what it may do, and nothing more."""

    def endpoint(path: str, kind: type, **kwargs: Any) -> dict[str, Any]:
        return {"path": path, "class": kind, "kwargs": kwargs}

    open_to_all = {"client_authn_method": None}
    symmetric = [{"type": "OCT", "bytes": 24, "use": ["enc"], "kid": "code"}]
    cookies = [{"type": "OCT", "use": [use], "kid": use} for use in ("enc", "sig")]
    code_of_one_use = {"supports_minting": ["access_token", "id_token"], "max_usage": 1}
    told = {
        "issuer": issuer,
        "httpc_params": {"verify": False},
        "key_conf": {
            "key_defs": [
                {"type": "RSA", "use": ["sig"], "kid": "rsa"},
                {"type": "EC", "crv": "P-256", "use": ["sig"], "kid": "ec"},
            ],
            "uri_path": "jwks",
        },
        "token_handler_args": {
            "key_conf": {"key_defs": symmetric},
            "code": {"kwargs": {"lifetime": 30}},
            "token": {
                "class": "idpyoidc.server.token.jwt_token.JWTToken",
                "kwargs": {"lifetime": 60},
            },
            "id_token": {"class": "idpyoidc.server.token.id_token.IDToken", "kwargs": {}},
        },
        "authz": {
            "class": "idpyoidc.server.authz.AuthzHandling",
            "kwargs": {
                "grant_config": {
                    "usage_rules": {"authorization_code": code_of_one_use, "access_token": {}},
                    "expires_in": 43200,
                }
            },
        },
        "endpoint": {
            "provider_config": endpoint(
                ".well-known/openid-configuration", ProviderConfiguration, **open_to_all
            ),
            "authorization": endpoint(
                "authorize", Authorization, response_types_supported=["code"], **open_to_all
            ),
            "token": endpoint("token", Token, client_authn_method=["client_secret_post"]),
            "userinfo": endpoint("userinfo", UserInfo),
            "session": endpoint(
                "session/end",
                EndSession,
                logout_verify_url=f"{issuer}/session/verify",
                post_logout_uri_path="session/ended",
                signing_alg=SIGNING,
            ),
        },
        "authentication": {
            "agent": {"acr": "eidas1", "class": NoAuthn, "kwargs": {"user": "nobody"}}
        },
        "userinfo": {"class": "idpyoidc.server.user_info.UserInfo", "kwargs": {"db": {}}},
        "scopes_to_claims": {scope: [scope] for scope in SCOPES}
        | {"openid": ["sub"], "email": ["email", "email_verified"]},
        "add_on": {
            "pkce": {
                "function": "idpyoidc.server.oauth2.add_on.pkce.add_support",
                "kwargs": {"essential": True, "code_challenge_methods": {"S256": None}},
            }
        },
        "cookie_handler": {
            "class": "idpyoidc.server.cookie_handler.CookieHandler",
            "kwargs": {
                "keys": {"key_defs": cookies},
                "name": {"session": "op", "register": "op_rp", "session_management": "op_sm"},
            },
        },
    }
    return OPConfiguration(told, base_path=".")


class Provider:
    """The library's server, its one client, and the fault that it is asked for."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.server = Server(configuration(issuer), cwd=".")
        self.fault = ""
        self.ended: list[str] = []
        self.first_token = ""
        self.stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def control(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Who signs in next, where the client lives, which fault to make."""
        self.fault = asked.get("fault", "")
        if "site" in asked:
            self._register(asked["site"])
        if "person" in asked:
            context = self.server.context
            context.authn_broker.get_method_by_id("agent").user = asked["person"]
            context.userinfo.db[asked["person"]] = asked["claims"]
        return {"ended": self.ended}

    def _register(self, site: str) -> None:
        self.server.context.cdb[CLIENT] = {
            "client_id": CLIENT,
            "client_secret": SECRET,
            "redirect_uris": [(f"{site}/connexion/proconnect/retour/", {})],
            "post_logout_redirect_uri": [(f"{site}/deconnexion/retour/", {})],
            "response_types_supported": ["code"],
            "id_token_signed_response_alg": SIGNING,
            "userinfo_signed_response_alg": SIGNING,
            "token_endpoint_auth_method": "client_secret_post",
            "allowed_scopes": ["openid", *SCOPES],
        }

    def token_response(self, body: str) -> str:
        """The token endpoint's answer, with the fault in its identity token."""
        answer = json.loads(body)
        if "id_token" not in answer:
            return body
        self.first_token = self.first_token or answer["id_token"]
        if self.fault == "replayed":
            answer["id_token"] = self.first_token
        elif self.fault == "no-id-token":
            del answer["id_token"]
        elif not self.fault.startswith("userinfo-"):
            answer["id_token"] = self._altered(answer["id_token"], self.fault)
        return json.dumps(answer)

    def userinfo_response(self, body: str) -> tuple[str, str]:
        """The user information, with its fault, and its content type."""
        claims = jwt.decode(body, options={"verify_signature": False})
        if self.fault == "userinfo-unsigned":
            return json.dumps(claims), "application/json"
        if self.fault == "userinfo-other-subject":
            return self._signed(claims | {"sub": "somebody-else"}), "application/jwt"
        if self.fault.startswith("userinfo-"):
            altered = self._altered(body, self.fault.removeprefix("userinfo-"))
            return altered, "application/jwt"
        return body, "application/jwt"

    def _altered(self, token: str, fault: str) -> str:
        claims = jwt.decode(token, options={"verify_signature": False})
        now = int(time.time())
        lies: dict[str, dict[str, Any]] = {
            "wrong-nonce": {"nonce": "x" * 32},
            "no-nonce": {"nonce": None},
            "expired": {"iat": now - 7200, "exp": now - 3600},
            "not-yet": {"iat": now + 3600, "exp": now + 7200},
            "no-expiry": {"exp": None},
            "wrong-audience": {"aud": ["another-service"]},
            "other-party": {"aud": [CLIENT, "another-service"], "azp": "another-service"},
            "two-audiences": {"aud": [CLIENT, "another-service"]},
            "wrong-issuer": {"iss": "https://ailleurs.example"},
        }
        if fault in lies:
            told = claims | lies[fault]
            return self._signed({k: v for k, v in told.items() if v is not None})
        public = self._key().public_key()
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        pem = public.public_bytes(serialization.Encoding.PEM, form)
        forged = {
            "bad-signature": lambda: self._signed(claims, key=self.stranger),
            "unknown-key": lambda: self._signed(claims, key=self.stranger, kid="stranger"),
            "none": lambda: _by_hand({"alg": "none", "kid": "rsa"}, claims, b""),
            "secret": lambda: _by_hand({"alg": "HS256", "kid": "rsa"}, claims, SECRET.encode()),
            "public-key": lambda: _by_hand({"alg": "HS256", "kid": "rsa"}, claims, pem),
        }
        return forged[fault]() if fault in forged else token

    def _key(self) -> rsa.RSAPrivateKey:
        return self.server.keyjar.get_signing_key("RSA")[0].private_key()

    def _signed(self, claims: dict[str, Any], *, key: Any = None, kid: str = "rsa") -> str:
        return jwt.encode(claims, key or self._key(), SIGNING, headers={"kid": kid})


def _by_hand(header: dict[str, str], claims: dict[str, Any], key: bytes) -> str:
    """A token that no honest library writes: unsigned, or signed with what everybody knows."""

    def part(data: bytes) -> str:
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    body = f"{part(json.dumps(header).encode())}.{part(json.dumps(claims).encode())}"
    return f"{body}.{part(hmac.digest(key, body.encode(), hashlib.sha256)) if key else ''}"


class Handler(BaseHTTPRequestHandler):
    """HTTP around the library."""

    provider: Provider

    def log_message(self, *_args: object) -> None:
        """Stay silent."""

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        asked = dict(parse_qsl(address.query))
        if address.path == "/jwks":
            self.answer(200, json.dumps(self.provider.server.keyjar.export_jwks()))
        elif address.path == "/session/verify":
            self.end_session(asked["sjwt"])
        elif address.path in PATHS:
            self.ask(PATHS[address.path], asked)
        else:
            self.answer(404, "{}")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        if self.path == "/control":
            self.answer(200, json.dumps(self.provider.control(json.loads(body))))
        elif self.path == "/token" and self.provider.fault == "broken":
            self.answer(500, "<h1>Panne</h1>")
        else:
            self.ask(PATHS[self.path], {k: v[0] for k, v in parse_qs(body).items()})

    def ask(self, name: str, asked: dict[str, str]) -> None:
        """One of the library's endpoints: parse, process, answer."""
        endpoint = self.provider.server.endpoint[name]
        jar = SimpleCookie(self.headers.get("Cookie", ""))
        told = {
            "headers": {key.lower(): value for key, value in self.headers.items()},
            "method": self.command,
            "url": self.provider.issuer + self.path,
            "cookie": [{"name": name, "value": morsel.value} for name, morsel in jar.items()],
        }
        try:
            request = endpoint.parse_request(asked, http_info=told)
            if "error" in request:
                self.answer(400, request.to_json())
                return
            if name == "token":
                request = AccessTokenRequest(**request)
            processed = endpoint.process_request(request, http_info=told)
        except Exception as fault:  # whatever the library refuses is a bad request
            self.answer(400, json.dumps({"error": "invalid_request", "why": repr(fault)}))
            return
        if "redirect_location" in processed:
            self.answer(303, "", location=processed["redirect_location"])
        elif "error" in processed:
            self.answer(400, json.dumps({"error": processed["error"]}))
        else:
            self.tell(name, endpoint.do_response(request=request, **processed))

    def tell(self, name: str, told: dict[str, Any]) -> None:
        """What the library answers, as the fault in force makes it."""
        body, kind = told["response"], "application/json"
        if name == "authorization":
            self.answer(303, "", location=body, cookies=told.get("cookie", []))
            return
        if name == "token":
            body = self.provider.token_response(body)
        elif name == "userinfo":
            body, kind = self.provider.userinfo_response(body)
        elif name == "provider_config":
            body = json.dumps(json.loads(body) | {"jwks_uri": f"{self.provider.issuer}/jwks"})
        self.answer(200, body, kind=kind)

    def end_session(self, signed: str) -> None:
        """The person confirms that he leaves: his session ends, he goes back to the client."""
        endpoint = self.provider.server.endpoint["session"]
        told = endpoint.unpack_signed_jwt(signed)
        endpoint.do_verified_logout(**told)
        self.provider.ended.append(told["sid"])
        self.answer(303, "", location=told["redirect_uri"])

    def answer(
        self,
        status: int,
        body: str,
        *,
        kind: str = "application/json",
        location: str = "",
        cookies: list[dict[str, Any]] | tuple[()] = (),
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body.encode())))
        if location:
            self.send_header("Location", location)
        for cookie in cookies:
            self.send_header("Set-Cookie", f'{cookie["name"]}="{cookie["value"]}"; Path=/')
        self.end_headers()
        self.wfile.write(body.encode())


def main() -> None:
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    issuer = f"http://127.0.0.1:{httpd.server_port}"
    Handler.provider = Provider(issuer)
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    print(issuer, flush=True)  # noqa: T201 - how the test learns the address
    sys.stdin.read()


if __name__ == "__main__":
    main()
