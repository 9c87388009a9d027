"""Signed links: what each opens, for whom, until when."""

import datetime as dt
from dataclasses import dataclass, replace

from django.core import signing
from django.urls import reverse
from django.utils.timezone import localdate

from ancrage.journal.policy import may
from ancrage.kernel.rights import LINK, Actor
from ancrage.people.models import Person
from ancrage.people.queries import actor_of
from ancrage.requests.access import ANSWER, where_of
from ancrage.requests.models import ServiceRequest, SignedLink

SALT = "ancrage.requests.answer"
ANSWERABLE = frozenset({"sent", "acknowledged", "more", "instructed"})
"""The states in which there is something to answer by a link."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link opens: the request, and the referent to whom it was sent, as he is today."""

    link: SignedLink
    actor: Actor

    @property
    def request(self) -> ServiceRequest:
        return self.link.request


def token_of(reference: str) -> str:
    """What the address of a link ends with."""
    return signing.Signer(salt=SALT).sign(reference)


def opened_by(token: str, *, now: dt.datetime) -> Opened | None:
    """What a token opens at this moment; None for a forged, old, revoked or useless one."""
    try:
        reference = signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature:
        return None
    found = SignedLink.objects.select_related("request").filter(
        reference=reference, revoked_at=None, expires_at__gt=now
    )
    link = found.first()
    if link is None or link.request.state not in ANSWERABLE:
        return None
    actor = referent(link.person, link.request, on=localdate(now))
    return Opened(link, replace(actor, through=LINK)) if actor else None


def referent(reference: str, request: ServiceRequest, *, on: dt.date) -> Actor | None:
    """A person as the operator's referent on that day; None when he is not."""
    person = Person.objects.filter(reference=reference, is_active=True, erased_at=None).first()
    actor = actor_of(person, on=on) if person else None
    return actor if actor and may(actor, ANSWER, where_of(request)) else None


def path_of(reference: str, addressee: str) -> str:
    """The path of somebody's own link; "" for a link that is not his, or that is gone."""
    held = SignedLink.objects.filter(reference=reference, person=addressee, revoked_at=None)
    return reverse("request_by_link", args=[token_of(reference)]) if held.exists() else ""


def live_links(request: ServiceRequest, *, now: dt.datetime) -> list[SignedLink]:
    """The links of a request that still open something."""
    return list(request.links.filter(revoked_at=None, expires_at__gt=now))
