"""Somebody with a local account, and the steps of his sign-in."""

import datetime as dt
import re

import pyotp
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.utils import timezone

from ancrage.people.actions.credentials import choose_password, enrol_second_factor
from ancrage.people.models import Person
from ancrage.people.signin.links import password_path
from ancrage.people.signin.sessions import himself
from tests.people.world import person

PASSWORD = "trois chats dorment au soleil"  # noqa: S105
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105
CODE = re.compile(r"<code>([a-z2-9]{4}(?:-[a-z2-9]{4}){3})</code>")


def with_password(role: str = "national", **more: str) -> Person:
    """Somebody who chose his password, and has no second factor yet."""
    made = person(role, **more)
    token = password_path(made).rstrip("/").rpartition("/")[2]
    return choose_password(
        by=himself(made), now=timezone.now(), person=made, password=PASSWORD, link=token
    )


def with_factor(role: str = "national", **more: str) -> tuple[Person, list[str]]:
    """Somebody who may sign in, with the recovery codes; his telephone was taken an hour ago."""
    made = with_password(role, **more)
    then = timezone.now() - dt.timedelta(hours=1)
    code = pyotp.TOTP(SECRET).at(then)
    codes = enrol_second_factor(by=himself(made), now=then, person=made, secret=SECRET, code=code)
    return Person.objects.get(pk=made.pk), codes


def present_code(shift: int = 0) -> str:
    """The code that the telephone shows, or one of other steps."""
    totp = pyotp.TOTP(SECRET)
    return totp.generate_otp(totp.timecode(timezone.now()) + shift)


def give_password(client: Client, email: str, password: str = PASSWORD, **more: str):
    """The first step."""
    posted = {"email": email, "password": password, **more}
    return client.post("/connexion/locale/", posted)


def give_code(client: Client, code: str = ""):
    """The second step: by default, the code that the telephone shows."""
    return client.post("/connexion/code/", {"code": code or present_code()})


def is_signed_in(client: Client) -> bool:
    return SESSION_KEY in client.session


def told(response) -> str:
    """What a reader sees in the page's main part."""
    html = response.content.decode()
    main = re.sub(r"<[^>]*>", " ", html[html.index("<main") : html.index("</main>")])
    return " ".join(main.split())


def shown_secret(html: str) -> str:
    """The key that the page of the telephone shows."""
    return re.search(r'<code id="cle">([A-Z2-7 ]+)</code>', html)[1].replace(" ", "")
