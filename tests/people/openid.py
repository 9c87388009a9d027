"""The provider's process, and a browser that goes from the site to it and back."""

import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import requests
from django.test import Client

from tests.people.provider import CLIENT, SECRET

ROOT = Path(__file__).parents[2]
SITE = "http://testserver"
LUCIE = {
    "given_name": "Lucie",
    "usual_name": "Durand",
    "email": "lucie.durand@region.example",
    "uid": "lucie",
    "siret": "13002526500013",
}


class ProviderProcess:
    """A provider that runs beside the tests."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "tests.people.provider"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        self.issuer = self.process.stdout.readline().strip()
        self.reset()

    def reset(self) -> None:
        """Somebody known, no fault, the test's site."""
        self.be("lucie", **LUCIE)
        self.control(site=SITE)

    def control(self, **asked) -> dict:
        """Tell the provider what to do: `fault`, `site`, `person` with `claims`."""
        answer = requests.post(f"{self.issuer}/control", json=asked, timeout=10)
        answer.raise_for_status()
        return answer.json()

    def be(self, person: str, **claims: str) -> None:
        """Who signs in from now on."""
        self.control(person=person, claims=claims)

    def settings(self) -> dict[str, object]:
        """The site's settings to work with it."""
        return {
            "OIDC_ISSUER": self.issuer,
            "OIDC_RP_CLIENT_ID": CLIENT,
            "OIDC_RP_CLIENT_SECRET": SECRET,
        }

    def stop(self) -> None:
        self.process.stdin.close()
        self.process.wait(timeout=10)
        self.process.stdout.close()


class Browser:
    """A person's browser: its cookies here, and those at the provider."""

    def __init__(self) -> None:
        self.site, self.provider = Client(), requests.Session()

    def leave_for_provider(self, target: str = "") -> str:
        """Ask to sign in; gives the address at the provider."""
        gone = self.site.get("/connexion/proconnect/", {"next": target} if target else {})
        assert gone.status_code == 302, gone.content.decode()
        return gone["Location"]

    def come_back(self, address: str) -> str:
        """Go to the provider; gives the path, on the site, that it sends back to."""
        answer = self.provider.get(address, allow_redirects=False, timeout=10)
        assert answer.status_code == 303, answer.text
        back = urlsplit(answer.headers["Location"])
        assert f"{back.scheme}://{back.netloc}" == SITE
        return f"{back.path}?{back.query}"

    def sign_in(self, target: str = ""):
        """All of it; gives the site's answer to the return."""
        return self.site.get(self.come_back(self.leave_for_provider(target)))

    def close(self) -> None:
        self.provider.close()


def asked(address: str) -> dict[str, str]:
    """What an address asks in its query."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
