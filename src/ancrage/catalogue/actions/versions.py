"""A version of the basket from its draft to the day when it is in force. Never overwritten."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from ancrage.catalogue.actions.stamp import renew_stamp
from ancrage.catalogue.definitions import shared, shipped_baskets, workflow
from ancrage.catalogue.documents import version_document
from ancrage.catalogue.models import BasketVersion
from ancrage.catalogue.queries import basket
from ancrage.catalogue.queries.drafts import differences, version_facts
from ancrage.catalogue.rules.reading import read_basket
from ancrage.catalogue.rules.writing import plain_document, with_measure, without_measure
from ancrage.journal.command import allow, command, record, unchanged
from ancrage.kernel.rights import Actor

KIND = "basket_version"


class VersionRefusedError(ValueError):
    """A version that cannot be made or changed so; the message is one French sentence."""


class StaleVersionError(ValueError):
    """Somebody else changed the draft since it was read."""

    def __init__(self) -> None:
        super().__init__(
            _("Quelqu’un a changé ce brouillon entre-temps : relisez-le, puis recommencez.")
        )


@command("catalogue.start")
def start_version(
    *,
    by: Actor,
    now: dt.datetime,
    code: str,
    origin: str,
    title: str,
    valid_from: dt.date,
    is_demonstration: bool = False,
) -> BasketVersion:
    """Make a draft that says what the version `origin` says. VersionRefusedError."""
    allow()
    found = basket(origin)
    if found is None:
        raise VersionRefusedError(_("Aucune version ne porte le code « %s ».") % origin)
    taken = {held.code for held in shipped_baskets()}
    if code in taken or BasketVersion.objects.filter(pk=code).exists():
        raise VersionRefusedError(_("Une version porte déjà le code « %s ».") % code)
    head = {"code": code, "title": title.strip(), "valid_from": valid_from.isoformat()}
    document = {**plain_document(version_document(found)), **head}
    read_basket(document, shared=shared())
    made = BasketVersion.objects.create(
        code=code,
        origin=origin,
        document=document,
        author=by.reference,
        created_at=now,
        changed_at=now,
        is_demonstration=is_demonstration,
    )
    record(
        kind=KIND,
        reference=code,
        label=made.title,
        says=_("Version du panier commencée : %s") % made.title,
        after={**head, "origin": origin},
    )
    return made


@command("catalogue.write")
def write_version(
    *,
    by: Actor,
    now: dt.datetime,
    version: BasketVersion,
    revision: int,
    document: Mapping[str, Any],
) -> BasketVersion:
    """Replace all that a draft says, its code apart.

    BasketRefusedError with every fault; StaleVersionError, StepRefusedError.
    """
    allow()
    return _written(version, revision, {**document, "code": version.code}, now)


@command("catalogue.write")
def write_measure(
    *,
    by: Actor,
    now: dt.datetime,
    version: BasketVersion,
    revision: int,
    measure: Mapping[str, Any],
) -> BasketVersion:
    """Add a measure to a draft, or replace the one of its code.

    BasketRefusedError, StaleVersionError, StepRefusedError.
    """
    allow()
    return _written(version, revision, with_measure(version.document, measure), now)


@command("catalogue.write")
def remove_measure(
    *, by: Actor, now: dt.datetime, version: BasketVersion, revision: int, code: str
) -> BasketVersion:
    """Take a measure out of a draft. VersionRefusedError, StaleVersionError, StepRefusedError."""
    allow()
    document = without_measure(version.document, code)
    if document == version.document:
        raise VersionRefusedError(_("Cette version n’a pas de mesure « %s ».") % code)
    return _written(version, revision, document, now)


@command("catalogue.publish")
def publish_version(
    *, by: Actor, now: dt.datetime, version: BasketVersion, revision: int, reason: str
) -> BasketVersion:
    """Have a draft come into force from its first day on; it never changes again.

    StaleVersionError, StepRefusedError.
    """
    allow()
    held = _locked(version, revision)
    made = differences(held)
    held.state = workflow().after(
        "publish", state=held.state, facts=version_facts(held), reason=reason
    )
    held.reason = reason.strip()
    held.published_at, held.published_by, held.changed_at = now, by.reference, now
    held.save()
    renew_stamp()
    record(
        kind=KIND,
        reference=held.code,
        label=held.title,
        says=_("Version du panier publiée : %s") % held.title,
        after={
            "valid_from": made.after.valid_from.isoformat(),
            "added": [measure.code for measure in made.added],
            "removed": [measure.code for measure in made.removed],
            "changed": [changed.measure.code for changed in made.changed],
        },
        details={"reason": held.reason},
    )
    return held


@command("catalogue.abandon")
def abandon_version(
    *, by: Actor, now: dt.datetime, version: BasketVersion, revision: int, reason: str
) -> BasketVersion:
    """Give up a draft; it stays to be read. StaleVersionError, StepRefusedError."""
    allow()
    held = _locked(version, revision)
    held.state = workflow().after(
        "abandon", state=held.state, facts=version_facts(held), reason=reason
    )
    held.reason, held.changed_at = reason.strip(), now
    held.save()
    record(
        kind=KIND,
        reference=held.code,
        label=held.title,
        says=_("Brouillon du panier abandonné : %s") % held.title,
        details={"reason": held.reason},
    )
    return held


def _locked(version: BasketVersion, revision: int) -> BasketVersion:
    """The version as it is now, kept from other changes; StaleVersionError."""
    held = BasketVersion.objects.select_for_update().get(pk=version.pk)
    if held.revision != revision:
        raise StaleVersionError
    return held


def _written(
    version: BasketVersion, revision: int, document: Mapping[str, Any], now: dt.datetime
) -> BasketVersion:
    held = _locked(version, revision)
    held.state = workflow().after("write", state=held.state, facts=version_facts(held))
    told = plain_document(document)
    if told == held.document:
        unchanged()
        return held
    read_basket(told, shared=shared())
    before = held.document
    held.document, held.revision, held.changed_at = told, held.revision + 1, now
    held.save()
    record(
        kind=KIND,
        reference=held.code,
        label=held.title,
        says=_("Brouillon du panier écrit : %s") % held.title,
        **_difference(before, told),
    )
    return held


def _difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """The measures and the heads that were changed, as they were and as they are."""
    was, now = _by_code(before), _by_code(after)
    codes = [code for code in {**was, **now} if was.get(code) != now.get(code)]
    return {
        "before": {code: was.get(code) for code in codes},
        "after": {code: now.get(code) for code in codes},
    }


def _by_code(document: Mapping[str, Any]) -> dict[str, Any]:
    heads = {name: value for name, value in document.items() if name != "measures"}
    return {**heads, **{measure["code"]: measure for measure in document["measures"]}}
