"""What a company declares of the aid that it and its group received."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.files.actions import store_file
from ancrage.funding.actions.books import locked_head
from ancrage.journal.command import allow, command, record, unjournalled
from ancrage.kernel.identifiers import read_siren
from ancrage.kernel.problems import InputRefused, Problem
from ancrage.kernel.rights import Actor
from ancrage.kernel.text import long_date
from ancrage.stateaid.access import company_where
from ancrage.stateaid.actions.links import LinkTold, same_link, withdraw_rows, write_link
from ancrage.stateaid.actions.parts import (
    MOST,
    PART,
    StateAidRefusedError,
    checked_reason,
    checked_siren,
    revise_concerned,
    revisions_told,
)
from ancrage.stateaid.definitions import regimes
from ancrage.stateaid.models import Check, CompanyLink, Declaration, ReceivedAid
from ancrage.stateaid.rules.model import Origin

KIND = "aid_declaration"


@dataclass(frozen=True, slots=True)
class DeclaredAid:
    """An aid that the company or one of its group received. `cents`: gross grant equivalent, None
    when it does not know it; `regime` "" when it does not know it."""

    siren: str
    granted_on: dt.date
    cents: int | None
    regime: str = ""
    financer: str = ""
    project: str = ""
    number: str = ""
    road_freight: bool = False
    benefited: str = ""


@dataclass(frozen=True, slots=True)
class Declared:
    """A declaration: the state of `as_of`, all the aids and all the links that the company knows;
    none is an answer too. `group`: links, whose source is the declaration. `file`: its name and
    bytes, as received."""

    siren: str
    name: str
    as_of: dt.date
    signed_by: str
    aids: Sequence[DeclaredAid] = ()
    group: Sequence[LinkTold] = ()
    file: tuple[str, bytes] | None = None
    is_demonstration: bool = False


@command("stateaid.declare_aids")
def declare_aids(
    *, by: Actor, now: dt.datetime, declared: Declared
) -> tuple[Declaration, list[Check]]:
    """Keep a declaration with its aids and links; it, and the verdicts that it revises.

    InputRefused with every fault of its lines; StateAidRefusedError; FileRefusedError.
    """
    siren = checked_siren(declared.siren)
    allow(company_where(siren))
    locked_head()
    _check(declared, localdate(now))
    row = _written(by, now, replace(declared, siren=siren))
    touched = {siren, *(aid.siren for aid in row.aids.all()), *_sirens_of(row)}
    made = revise_concerned(author=by.reference, now=now, sirens=touched)
    record(
        kind=KIND,
        reference=row.reference,
        label=siren,
        says=_("Déclaration d’aides enregistrée"),
        after={
            "siren": siren,
            "as_of": row.as_of,
            "aids": [
                {"siren": aid.siren, "on": aid.granted_on, "cents": aid.cents, "regime": aid.regime}
                for aid in row.aids.all()
            ],
            "group": row.group,
            "file": row.file.sha256 if row.file else "",
        },
        details=revisions_told(made),
        personal={"signed_by": row.signed_by},
        private=True,
    )
    return row, made


def _check(declared: Declared, today: dt.date) -> None:
    if not declared.name.strip() or not declared.signed_by.strip():
        raise StateAidRefusedError(_("Dites le nom de l’entreprise, et qui signe pour elle."))
    if declared.as_of > today:
        raise StateAidRefusedError(_("Cette date n’est pas encore passée."))
    problems = [*_faults_of_aids(declared), *_faults_of_group(declared)]
    if problems:
        raise InputRefused(problems)


def _faults_of_aids(declared: Declared) -> Iterator[Problem]:
    """What is wrong in the aids, line by line."""
    known = {"", *regimes().by_code}
    for row, aid in enumerate(declared.aids, start=1):
        faults = (
            ("siren", read_siren(aid.siren) is None, _("Ce SIREN est faux.")),
            (
                "granted_on",
                aid.granted_on > declared.as_of,
                _("Cette aide est postérieure à l’état déclaré."),
            ),
            (
                "cents",
                aid.cents is not None and not 0 < aid.cents <= MOST,
                _("Ce montant n’est pas positif."),
            ),
            ("regime", aid.regime not in known, _("Ce régime n’est pas connu.")),
            (
                "benefited",
                bool(aid.benefited) and read_siren(aid.benefited) is None,
                _("Ce SIREN est faux."),
            ),
        )
        for column, is_wrong, what in faults:
            if is_wrong:
                yield Problem("aids", row, column, what, _("Vérifiez cette ligne."))


def _faults_of_group(declared: Declared) -> Iterator[Problem]:
    """What is wrong in the links, line by line."""
    for row, link in enumerate(declared.group, start=1):
        ends = {read_siren(link.holder), read_siren(link.held)}
        faults = (
            ("siren", None in ends or len(ends) == 1, _("Ce lien n’est pas entre deux SIREN.")),
            ("kind", link.kind not in regimes().kinds, _("Cette nature n’est pas connue.")),
            ("since", link.since > declared.as_of, _("Ce lien est postérieur à l’état déclaré.")),
        )
        for column, is_wrong, what in faults:
            if is_wrong:
                yield Problem("group", row, column, what, _("Vérifiez cette ligne."))


@unjournalled(PART)
def _written(by: Actor, now: dt.datetime, declared: Declared) -> Declaration:
    held = None
    if declared.file is not None:
        name, content = declared.file
        held = store_file(name=name, content=content, by_reference=by.reference, now=now)
    row = Declaration.objects.create(
        siren=declared.siren,
        name=declared.name.strip()[:200],
        as_of=declared.as_of,
        signed_by=declared.signed_by.strip()[:200],
        group=[_link(by, now, declared, link) for link in declared.group],
        file=held,
        recorded_at=now,
        author=by.reference,
        is_demonstration=declared.is_demonstration,
    )
    ReceivedAid.objects.bulk_create(_aid(row, aid) for aid in declared.aids)
    return row


@unjournalled(PART)
def _link(by: Actor, now: dt.datetime, declared: Declared, link: LinkTold) -> dict[str, str]:
    """A declared link as the declaration keeps it: kept as a link too, when it is not there yet."""
    day = long_date(declared.as_of)
    source = _("Déclaration de l’entreprise %(siren)s au %(day)s") % {
        "siren": declared.siren,
        "day": day,
    }
    told = replace(link, source=source, is_demonstration=declared.is_demonstration)
    found = same_link(told)
    row = found or write_link(author=by.reference, now=now, told=told)
    return {
        "holder": row.holder,
        "held": row.held,
        "kind": row.kind,
        "since": link.since.isoformat(),
        "link": "" if found else row.reference,
    }


def _aid(row: Declaration, aid: DeclaredAid) -> ReceivedAid:
    return ReceivedAid(
        siren=checked_siren(aid.siren),
        granted_on=aid.granted_on,
        cents=aid.cents,
        regime=aid.regime,
        origin=Origin.DECLARED,
        financer=aid.financer.strip()[:200],
        project=aid.project.strip()[:200],
        number=aid.number.strip()[:80],
        road_freight=aid.road_freight,
        benefited=aid.benefited,
        declaration=row,
        recorded_at=row.recorded_at,
        is_demonstration=row.is_demonstration,
    )


def _sirens_of(row: Declaration) -> set[str]:
    return {link[end] for link in row.group for end in ("holder", "held")}


@command("stateaid.withdraw_declaration")
def withdraw_declaration(
    *, by: Actor, now: dt.datetime, declaration: Declaration, reason: str
) -> tuple[Declaration, list[Check]]:
    """Take a declaration back, with its aids and the links that it told first, and say why; it,
    and the verdicts that this revises. StateAidRefusedError."""
    allow(company_where(declaration.siren))
    locked_head()
    held = Declaration.objects.select_for_update().get(pk=declaration.pk)
    why = checked_reason(reason)
    if held.withdrawn_at is not None:
        raise StateAidRefusedError(_("Cette déclaration a déjà été retirée."))
    held.withdrawn_at, held.withdrawn_reason = now, why[:300]
    held.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    own = [link["link"] for link in held.group if link["link"]]
    rows = CompanyLink.objects.filter(reference__in=own, withdrawn_at=None)
    withdraw_rows(rows=list(rows), now=now, reason=why)
    touched = {held.siren, *(aid.siren for aid in held.aids.all()), *_sirens_of(held)}
    made = revise_concerned(author=by.reference, now=now, sirens=touched)
    record(
        kind=KIND,
        reference=held.reference,
        label=held.siren,
        says=_("Déclaration d’aides retirée"),
        before={"siren": held.siren, "as_of": held.as_of},
        details={"reason": why, **revisions_told(made)},
        private=True,
    )
    return held, made
