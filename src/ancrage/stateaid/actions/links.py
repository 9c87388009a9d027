"""Links between companies: told, ended, withdrawn. Verdicts that they change are revised."""

import datetime as dt
from dataclasses import dataclass

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.funding.actions.books import locked_head
from ancrage.journal.command import allow, command, record, unchanged, unjournalled
from ancrage.kernel.rights import Actor
from ancrage.stateaid.access import company_where
from ancrage.stateaid.actions.parts import (
    PART,
    StateAidRefusedError,
    checked_reason,
    checked_siren,
    checked_source,
    revise_concerned,
    revisions_told,
)
from ancrage.stateaid.definitions import regimes
from ancrage.stateaid.models import Check, CompanyLink

KIND = "company_link"


@dataclass(frozen=True, slots=True)
class LinkTold:
    """`holder` controls `held`; `until` None: still. `equity`: see `CompanyLink`."""

    holder: str
    held: str
    kind: str
    since: dt.date
    source: str
    until: dt.date | None = None
    holder_name: str = ""
    held_name: str = ""
    equity: tuple[int, int] | None = None
    is_demonstration: bool = False


@command("stateaid.add_link")
def add_link(*, by: Actor, now: dt.datetime, told: LinkTold) -> tuple[CompanyLink, list[Check]]:
    """Say that a company controls another; the link, and the verdicts that it revises.

    One that is there already is left as it is. StateAidRefusedError.
    """
    holder, held = checked_siren(told.holder), checked_siren(told.held)
    allow(company_where(holder, held))
    locked_head()
    found = same_link(told)
    if found is not None:
        unchanged()
        return found, []
    row = write_link(author=by.reference, now=now, told=told)
    made = revise_concerned(author=by.reference, now=now, sirens=[row.holder, row.held])
    record(
        kind=KIND,
        reference=row.reference,
        label=str(row),
        says=_("Lien entre entreprises ajouté"),
        after=_document(row),
        details=revisions_told(made),
        private=True,
    )
    return row, made


def same_link(told: LinkTold) -> CompanyLink | None:
    """The link that says the same already, on the day when this one begins."""
    rows = CompanyLink.objects.filter(
        holder=checked_siren(told.holder),
        held=checked_siren(told.held),
        kind=told.kind,
        since__lte=told.since,
        until=told.until,
        withdrawn_at=None,
    )
    return rows.first()


@unjournalled(PART)
def write_link(*, author: str, now: dt.datetime, told: LinkTold) -> CompanyLink:
    """Keep a new link. StateAidRefusedError for what cannot be."""
    holder, held = checked_siren(told.holder), checked_siren(told.held)
    if holder == held:
        raise StateAidRefusedError(_("Une entreprise ne se contrôle pas elle-même."))
    if told.kind not in regimes().kinds:
        raise StateAidRefusedError(_("La nature de lien « %s » n’est pas connue.") % told.kind)
    if told.since > localdate(now):
        raise StateAidRefusedError(_("Un lien à venir ne se dit que le jour venu."))
    if told.until is not None and told.until < told.since:
        raise StateAidRefusedError(_("Ce lien finirait avant d’avoir commencé."))
    return CompanyLink.objects.create(
        holder=holder,
        held=held,
        holder_name=told.holder_name.strip()[:200],
        held_name=told.held_name.strip()[:200],
        kind=told.kind,
        since=told.since,
        until=told.until,
        equity=list(told.equity) if told.equity else None,
        source=checked_source(told.source),
        recorded_at=now,
        author=author,
        is_demonstration=told.is_demonstration,
    )


@command("stateaid.end_link")
def end_link(
    *, by: Actor, now: dt.datetime, link: CompanyLink, until: dt.date, reason: str
) -> tuple[CompanyLink, list[Check]]:
    """Say on which day a link was last in force: as it was told stays, withdrawn, and is replaced
    by the same with its end, so that what was known before can still be read."""
    held = _locked(link)
    if held.until is not None:
        raise StateAidRefusedError(_("Ce lien a déjà une fin."))
    if until > localdate(now):
        raise StateAidRefusedError(_("Une fin à venir ne se dit que le jour venu."))
    why = checked_reason(reason)
    withdraw_rows(rows=[held], now=now, reason=why)
    told = LinkTold(
        holder=held.holder,
        held=held.held,
        kind=held.kind,
        since=held.since,
        source=held.source,
        until=until,
        holder_name=held.holder_name,
        held_name=held.held_name,
        equity=(held.equity[0], held.equity[1]) if held.equity else None,
        is_demonstration=held.is_demonstration,
    )
    row = write_link(author=by.reference, now=now, told=told)
    made = revise_concerned(author=by.reference, now=now, sirens=[row.holder, row.held])
    record(
        kind=KIND,
        reference=row.reference,
        label=str(row),
        says=_("Fin d’un lien entre entreprises"),
        before={"until": None},
        after={"until": until},
        details={"reason": why, "replaces": held.reference, **revisions_told(made)},
        private=True,
    )
    return row, made


@command("stateaid.withdraw_link")
def withdraw_link(
    *, by: Actor, now: dt.datetime, link: CompanyLink, reason: str
) -> tuple[CompanyLink, list[Check]]:
    """Say that a link was told by mistake, and why; the link, and the verdicts that this revises.
    StateAidRefusedError."""
    held = _locked(link)
    why = checked_reason(reason)
    withdraw_rows(rows=[held], now=now, reason=why)
    made = revise_concerned(author=by.reference, now=now, sirens=[held.holder, held.held])
    record(
        kind=KIND,
        reference=held.reference,
        label=str(held),
        says=_("Lien entre entreprises retiré"),
        before=_document(held),
        details={"reason": why, **revisions_told(made)},
        private=True,
    )
    return held, made


def _locked(link: CompanyLink) -> CompanyLink:
    """The link, for whoever may change it. StateAidRefusedError when it was withdrawn."""
    allow(company_where(link.holder, link.held))
    locked_head()
    held = CompanyLink.objects.select_for_update().get(pk=link.pk)
    if held.withdrawn_at is not None:
        raise StateAidRefusedError(_("Ce lien a déjà été retiré."))
    return held


@unjournalled(PART)
def withdraw_rows(*, rows: list[CompanyLink], now: dt.datetime, reason: str) -> None:
    """Take these links back: they stay, for what was known until then."""
    for row in rows:
        row.withdrawn_at, row.withdrawn_reason = now, reason[:300]
        row.save(update_fields=["withdrawn_at", "withdrawn_reason"])


def _document(row: CompanyLink) -> dict[str, object]:
    names = ("holder", "held", "kind", "since", "until", "source", "equity")
    return {name: getattr(row, name) for name in names}
