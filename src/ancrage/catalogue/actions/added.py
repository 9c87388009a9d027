"""The measures of Regions and operators: added, amended from a day on, ended. Dated, never lost."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from ancrage.catalogue.actions.stamp import renew_stamp
from ancrage.catalogue.definitions import shared
from ancrage.catalogue.models import AddedMeasure
from ancrage.catalogue.queries import versions
from ancrage.catalogue.queries.drafts import owner_where
from ancrage.catalogue.rules.reading import read_measure
from ancrage.catalogue.rules.writing import plain_document
from ancrage.journal.command import allow, command, record, unchanged
from ancrage.kernel.rights import Actor

KIND = "added_measure"
EVE = dt.timedelta(days=1)


class AddedRefusedError(ValueError):
    """A measure that cannot be added or changed so; the message is one French sentence."""


@command("catalogue.add_measure")
def add_measure(
    *,
    by: Actor,
    now: dt.datetime,
    owner: str,
    since: dt.date,
    measure: Mapping[str, Any],
    is_demonstration: bool = False,
) -> AddedMeasure:
    """Offer a measure of a Region ("region:84") or an operator ("operator:ademe") from a day on.

    AddedRefusedError; BasketRefusedError with every fault.
    """
    allow(owner_where(owner))
    document = _read(measure, owner)
    code = document["code"]
    national = any(code in version.measures for version in versions())
    if national or AddedMeasure.objects.filter(code=code).exists():
        raise AddedRefusedError(_("Une mesure porte déjà le code « %s ».") % code)
    made = AddedMeasure.objects.create(
        code=code,
        owner=owner,
        document=document,
        since=since,
        author=by.reference,
        changed_at=now,
        is_demonstration=is_demonstration,
    )
    renew_stamp()
    record(
        kind=KIND,
        reference=code,
        label=made.name,
        says=_("Mesure ajoutée au panier : %s") % made.name,
        after={"owner": owner, "since": since.isoformat(), **document},
    )
    return made


@command("catalogue.amend_measure")
def amend_measure(
    *,
    by: Actor,
    now: dt.datetime,
    wording: AddedMeasure,
    revision: int,
    since: dt.date,
    measure: Mapping[str, Any],
) -> AddedMeasure:
    """Say a measure otherwise from a day on; the wording before stays, until its eve.

    AddedRefusedError; BasketRefusedError with every fault.
    """
    held = _locked(wording, revision)
    allow(owner_where(held.owner))
    document = _read({**measure, "code": held.code}, held.owner)
    if document == held.document:
        unchanged()
        return held
    if since < held.since:
        raise AddedRefusedError(_("La mesure est déjà dite autrement depuis un jour plus récent."))
    if held.until is not None and since > held.until:
        raise AddedRefusedError(_("La mesure a pris fin avant ce jour."))
    before = held.document
    made = _reworded(held, document, since=since, by=by, now=now)
    renew_stamp()
    record(
        kind=KIND,
        reference=made.code,
        label=made.name,
        says=_("Mesure du panier modifiée : %s") % made.name,
        before=before,
        after={"since": since.isoformat(), **document},
    )
    return made


@command("catalogue.end_measure")
def end_measure(
    *,
    by: Actor,
    now: dt.datetime,
    wording: AddedMeasure,
    revision: int,
    until: dt.date,
    reason: str,
) -> AddedMeasure:
    """Stop offering a measure after a day. AddedRefusedError."""
    held = _locked(wording, revision)
    allow(owner_where(held.owner))
    if not reason.strip():
        raise AddedRefusedError(_("Donnez la raison : elle reste au journal."))
    if until < held.since:
        raise AddedRefusedError(_("La fin précède le début."))
    before, held.until = held.until, until
    held.author, held.changed_at = by.reference, now
    held.revision += 1
    held.save()
    renew_stamp()
    record(
        kind=KIND,
        reference=held.code,
        label=held.name,
        says=_("Fin d’une mesure du panier : %s") % held.name,
        before={"until": before.isoformat() if before else None},
        after={"until": until.isoformat()},
        details={"reason": reason.strip()},
    )
    return held


def _read(measure: Mapping[str, Any], owner: str) -> dict[str, Any]:
    """The measure as it is kept; BasketRefusedError with every fault."""
    document = plain_document(measure)
    read_measure(document, shared=shared(), owner=owner)
    if not document.get("name"):
        raise AddedRefusedError(_("Donnez un nom à la mesure."))
    return document


def _locked(wording: AddedMeasure, revision: int) -> AddedMeasure:
    """The wording as it is now, the last one of its measure, kept from other changes."""
    held = AddedMeasure.objects.select_for_update().get(pk=wording.pk)
    later = AddedMeasure.objects.filter(code=held.code, since__gt=held.since).exists()
    if later or held.revision != revision:
        raise AddedRefusedError(
            _("Quelqu’un a changé cette mesure entre-temps : relisez-la, puis recommencez.")
        )
    return held


def _reworded(
    held: AddedMeasure, document: dict[str, Any], *, since: dt.date, by: Actor, now: dt.datetime
) -> AddedMeasure:
    if since == held.since:
        held.document, held.author, held.changed_at = document, by.reference, now
        held.revision += 1
        held.save()
        return held
    until, held.until = held.until, since - EVE
    held.save(update_fields=["until"])
    return AddedMeasure.objects.create(
        code=held.code,
        owner=held.owner,
        document=document,
        since=since,
        until=until,
        author=by.reference,
        changed_at=now,
        is_demonstration=held.is_demonstration,
    )
