"""The national team accepts an amendment: the programme's list gets a new version."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ancrage.adaptation import telling
from ancrage.adaptation.actions.drafting import next_code, set_regions
from ancrage.adaptation.actions.opening import (
    AmendmentRefusedError,
    check,
    check_revision,
    day_of,
    lock_programme,
    locked,
    take_step,
    way_out,
)
from ancrage.adaptation.lists import HeldList, documents_of, latest_list, rebased, touched_by
from ancrage.adaptation.models import Amendment, Step
from ancrage.adaptation.places import whereabouts
from ancrage.adaptation.queries.amendments import objections
from ancrage.adaptation.rules.guards import Facts
from ancrage.adaptation.rules.moves import published
from ancrage.adaptation.rules.workflow import Transition
from ancrage.adaptation.sheet import Sheet
from ancrage.adaptation.workflow import state_of
from ancrage.geography.actions import publish_version
from ancrage.geography.models import PerimeterVersion
from ancrage.journal.command import allow, command, record
from ancrage.kernel.quality import Quality
from ancrage.kernel.rights import Actor, Grant
from ancrage.selection.engine.amending import move_document
from ancrage.selection.engine.rebasing import Rebased, SetAside
from ancrage.selection.queries.country import loaded_country
from ancrage.ui.formats import french_date

CORRECTION, SENT_BACK = "correction", "send_back"


@command("adaptation.accept")
def accept_amendment(
    *,
    by: Actor,
    now: dt.datetime,
    code: str,
    valid_from: dt.date,
    words: str = "",
    revision: int | None = None,
    seen_list: str | None = None,
) -> Amendment:
    """Publish the list that comes of an amendment, from a day on; its moves that a newer list no
    longer allows go back to the region as an amendment to correct.

    `seen_list` is the version that the preview was made on. AmendmentRefusedError,
    StaleAmendmentError, ListRefusedError.
    """
    amendment = locked(code)
    way, grant = way_out(by, amendment, "accept")
    lock_programme(amendment.programme_id)
    allow(whereabouts(amendment, touched_by(amendment.moves)))
    check_revision(amendment, revision)
    head = _head(amendment, seen_list)
    found = rebased(
        amendment,
        base=HeldList(amendment.base),
        head=HeldList(head),
        country=loaded_country(),
    )
    facts = Facts(
        today=day_of(now),
        words=words,
        objections=len(objections(amendment)),
        last_list_from=head.valid_from,
        valid_from=valid_from,
        passing=len(found.moves),
    )
    check(way, facts)
    version = _publish(amendment, head, found, by=by, now=now, valid_from=valid_from)
    agreed = amendment.moves
    amendment.base, amendment.moves, amendment.result = head, documents_of(found.moves), version
    take_step(amendment, way, grant, by=by, now=now, words=words, moves=agreed)
    rest = _send_back_rest(amendment, found.set_aside, grant, by=by, now=now)
    telling.accepted(amendment, territories=touched_by(amendment.moves), now=now)
    _record(amendment, way, words, found.set_aside, rest)
    return amendment


def _record(
    amendment: Amendment,
    way: Transition,
    words: str,
    set_aside: Sequence[SetAside],
    rest: Amendment | None,
) -> None:
    version = amendment.result
    if version is None:
        raise ValueError(amendment.code)
    record(
        kind="amendment",
        reference=amendment.code,
        label=amendment.title,
        says=_says(version, rest),
        before={"state": state_of(way.state).label, "list": amendment.base_id},
        after={
            "state": state_of(amendment.state).label,
            "list": version.code,
            "moves": Sheet(amendment).said,
        },
        details={
            "words": words,
            "documents": amendment.moves,
            "valid_from": version.valid_from,
            "sent_back": rest.code if rest else "",
            "set_aside": [aside.why for aside in set_aside],
        },
    )


def _head(amendment: Amendment, seen_list: str | None) -> PerimeterVersion:
    head = latest_list(amendment.programme_id)
    if head is None:
        raise AmendmentRefusedError(_("Ce programme n’a plus de liste."))
    if seen_list is not None and seen_list != head.code:
        raise AmendmentRefusedError(
            _("La liste a changé pendant que vous lisiez l’aperçu : relisez-le avant d’accepter.")
        )
    return head


def version_code(programme: str, valid_from: dt.date) -> str:
    """« annonce-2018-2026-11-25 »: the programme and the day from which the list holds."""
    return f"{programme}-{valid_from.isoformat()}"


def _publish(
    amendment: Amendment,
    head: PerimeterVersion,
    found: Rebased,
    *,
    by: Actor,
    now: dt.datetime,
    valid_from: dt.date,
) -> PerimeterVersion:
    """The quality stays that of the list before: an amended simulation is still simulated."""
    day = french_date(valid_from)
    simulated = head.quality == Quality.SIMULATED
    name = _("Liste au %(day)s (simulée)") if simulated else _("Liste au %(day)s")
    return publish_version(
        by=by,
        now=now,
        perimeter=amendment.programme_id,
        code=version_code(amendment.programme_id, valid_from),
        name=name % {"day": day},
        valid_from=valid_from,
        quality=Quality(head.quality),
        origin=_origin(amendment, head),
        territories=published(
            listed=HeldList(head).listed, moves=found.moves, after=found.territories
        ),
    )


def _origin(amendment: Amendment, head: PerimeterVersion) -> str:
    told = _(
        "Liste « %(before)s » modifiée sur proposition de la région %(region)s : « %(title)s » "
        "(modification %(code)s)."
    ) % {
        "before": head.name,
        "region": amendment.region.name,
        "title": amendment.title,
        "code": amendment.code,
    }
    if head.quality != Quality.SIMULATED:
        return told
    return f"{told} {_('Liste simulée : ce n’est pas la liste officielle.')}"


def _send_back_rest(
    amendment: Amendment,
    set_aside: Sequence[SetAside],
    grant: Grant,
    *,
    by: Actor,
    now: dt.datetime,
) -> Amendment | None:
    """What could not be done goes on as an amendment of its own, to be corrected."""
    if not set_aside:
        return None
    rest = Amendment(
        code=next_code(amendment.region_id, now.year),
        programme=amendment.programme,
        base=amendment.result,
        region=amendment.region,
        title=_suite(amendment.title),
        reason=amendment.reason,
        author=amendment.author,
        state=CORRECTION,
        set_aside=[{"move": move_document(a.move), "why": a.why} for a in set_aside],
        follows=amendment,
        is_demonstration=amendment.is_demonstration,
        created_at=now,
        updated_at=now,
        updated_by=by.reference,
        submitted_at=amendment.submitted_at,
    )
    rest.save(force_insert=True)
    set_regions(rest)
    words = " ".join(aside.why for aside in set_aside)
    Step.objects.create(
        amendment=rest,
        verb=SENT_BACK,
        at=now,
        by=by.reference,
        role=grant.holding.role,
        organisation=grant.holding.organisation,
        state=rest.state,
        words=words,
    )
    telling.to_correct(rest, words=words, now=now)
    return rest


def _suite(title: str) -> str:
    return (_("Suite : %(title)s") % {"title": title})[:200]


def _says(version: PerimeterVersion, rest: Amendment | None) -> str:
    told = _("Modification acceptée, liste publiée : %(list)s") % {"list": version.name}
    if rest is None:
        return told
    count = len(rest.set_aside)
    lost = ngettext(
        "%(count)d changement renvoyé à la région (%(code)s)",
        "%(count)d changements renvoyés à la région (%(code)s)",
        count,
    )
    return f"{told} ; {lost % {'count': count, 'code': rest.code}}"
