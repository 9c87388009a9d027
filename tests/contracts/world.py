"""Contracts for the tests, on a small country: a roadmap validated, acts made by actions."""

import datetime as dt

from ancrage.contracts.actions.drafting import draft_act, prepare_act, write_act
from ancrage.contracts.actions.sending import conclude_act, decide_act, send_act
from ancrage.contracts.models import AMENDMENT, CONTRACT, PROTOCOL, Act, Signature
from ancrage.roadmaps.actions.roadmaps import write_roadmap
from tests.people.world import person
from tests.roadmaps import world as sheets
from tests.roadmaps.world import ARVE, LOIRE, NORTH, NOW, PLAIN, SIRENS, SOUTH, TODAY, World

__all__ = ["ARVE", "LOIRE", "NORTH", "NOW", "PLAIN", "SIRENS", "SOUTH", "TODAY"]

AXES = [{"code": "1", "title": "Ateliers", "need": "innover"}]
WORDS = {
    PROTOCOL: {"purpose": "Préparer le contrat."},
    CONTRACT: {"purpose": "Partager des machines.", "follow_up": "Deux réunions par an."},
    AMENDMENT: {"motive": "Une fiche de plus."},
}
DAYS = {"starts_on": "2027-01-01", "ends_on": "2030-12-31"}
LATER = NOW + dt.timedelta(days=60)


def opened() -> World:
    """The country, with a tandem, a strategy and a validated sheet on the Arve."""
    world = sheets.opened()
    world.people["industrial"] = person("industrial_lead", code=ARVE)
    write_roadmap(
        by=world.actor("elected"),
        now=NOW,
        scope=ARVE,
        revision=0,
        strategy="Partager les outils de la vallée.",
        axes=AXES,
    )
    sheets.validated(world, operators=["bpifrance"])
    return world


def drafted(world: World, kind: str = CONTRACT, *, who: str = "manager", **choices) -> Act:
    """An act begun and written whole."""
    act = draft_act(by=world.actor(who), now=NOW, scope=ARVE, kind=kind)
    told = {**DAYS, **WORDS[kind], **choices}
    return write_act(by=world.actor(who), now=NOW, act=act, revision=act.revision, choices=told)


def checked(world: World, kind: str = CONTRACT, **choices) -> Act:
    act = drafted(world, kind, **choices)
    return prepare_act(by=world.actor("manager"), now=NOW, act=act, verb="check")


def approved(world: World, kind: str = CONTRACT, **choices) -> Act:
    act = checked(world, kind, **choices)
    return decide_act(by=world.actor("secretariat"), now=NOW, act=act, verb="approve")


def sent(world: World, kind: str = CONTRACT, **choices) -> Act:
    act = approved(world, kind, **choices) if kind != PROTOCOL else checked(world, kind, **choices)
    return send_act(by=world.actor("elected"), now=NOW, act=act, digest_seen=act.digest)


def signed(world: World, kind: str = CONTRACT, **choices) -> Act:
    return concluded(sent(world, kind, **choices))


def concluded(act: Act, now=NOW) -> Act:
    """The act signed by all of its parties, by whatever means."""
    Signature.objects.filter(act=act, sending=act.sendings).update(
        state=Signature.SIGNED, signed_at=now
    )
    conclude_act(act=act, now=now)
    return again(act)


def again(act: Act) -> Act:
    """The act as it is now."""
    return Act.objects.select_related("contract").get(pk=act.pk)
