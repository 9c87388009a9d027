"""Made-up State aid for the demonstration, said to be so, told in its data file: every line of it
goes through the commands of the pages, as the persons who would type it."""

import csv
import datetime as dt
import io
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from stdnum import luhn

from ancrage.funding.actions.dossiers import open_dossier
from ancrage.funding.actions.entries import post_entries
from ancrage.funding.actions.posting import Posting
from ancrage.funding.models import Dossier
from ancrage.funding.opening_words import financer_name
from ancrage.funding.queries.names import read_names
from ancrage.kernel.rights import Actor, host
from ancrage.people.queries import actor_named
from ancrage.stateaid.actions.checking import accept_unknown, check_dossier
from ancrage.stateaid.actions.companies import describe_company
from ancrage.stateaid.actions.declaring import (
    Declared,
    DeclaredAid,
    declare_aids,
    withdraw_declaration,
)
from ancrage.stateaid.actions.links import LinkTold, add_link
from ancrage.stateaid.actions.tables import import_table, withdraw_table
from ancrage.stateaid.actions.terms import TermsTold, tell_terms
from ancrage.stateaid.definitions import default_layout, demonstration
from ancrage.stateaid.models import Check, ImportedTable
from ancrage.stateaid.rules.register import header

COMPANY, REFERENT = "contact.decolletage@demo.example", "referent.bpifrance@demo.example"
FINANCER, MINIMIS = "bpifrance", "de_minimis"
CLUSES = "74081"
OWN = "000000018"
"""The company of the demonstration's personas."""


def seed(*, now: dt.datetime, perimeter: str) -> None:
    """Add it once, where the persons and the dossiers that it rests on are there."""
    day = localdate(now)
    company, referent = (actor_named(email, on=day) for email in (COMPANY, REFERENT))
    if company is None or referent is None or Check.objects.exists():
        return
    if not Dossier.objects.filter(is_demonstration=True).exists():
        return
    told = demonstration()
    with transaction.atomic():
        _companies(now, told)
        for one in told["declarations"]:
            _declare(company if one["siren"] == OWN else host(), now, told, one)
        for one in told["grants"]:
            _ask(referent, now, told, one)
        link = _link(told["later"], day, told)
        add_link(by=referent, now=now, told=link)
        _unknown(referent, now, told)
        _register(now, told["register"], told["source"])


def _companies(now: dt.datetime, told: Mapping[str, Any]) -> None:
    for one in told["companies"]:
        changes = {"name": one["name"], "size": one["size"], "year_end": "12-31"}
        describe_company(
            by=host(),
            now=now,
            siren=one["siren"],
            changes=changes | {"road_freight": False, "source": told["source"]},
            is_demonstration=True,
        )


def _names(told: Mapping[str, Any]) -> dict[str, str]:
    return {one["siren"]: one["name"] for one in told["companies"]}


def _before(day: dt.date, days: int) -> dt.date:
    return day - dt.timedelta(days=days)


def _link(one: Mapping[str, Any], day: dt.date, told: Mapping[str, Any]) -> LinkTold:
    names = _names(told)
    return LinkTold(
        holder=one["holder"],
        held=one["held"],
        kind=one["kind"],
        since=_before(day, one["days"]),
        source=told["source"],
        holder_name=names[one["holder"]],
        held_name=names[one["held"]],
        is_demonstration=True,
    )


def _declare(by: Actor, now: dt.datetime, told: Mapping[str, Any], one: Mapping[str, Any]) -> None:
    """A declaration of a company; withdrawn when the data say why."""
    day = localdate(now)
    declared = Declared(
        siren=one["siren"],
        name=_names(told)[one["siren"]],
        as_of=_before(day, one["days"]),
        signed_by=one["signed_by"],
        aids=[
            DeclaredAid(
                siren=aid["siren"],
                granted_on=_before(day, aid["days"]),
                cents=aid["euros"] * 100,
                regime=MINIMIS,
                financer=aid["financer"],
                project=aid["project"],
            )
            for aid in one.get("aids", ())
        ],
        group=[_link(link, day, told) for link in one.get("links", ())],
        is_demonstration=True,
    )
    row, _revised = declare_aids(by=by, now=now, declared=declared)
    if "withdrawn" in one:
        withdraw_declaration(by=by, now=now, declaration=row, reason=one["withdrawn"])


def _ask(by: Actor, now: dt.datetime, told: Mapping[str, Any], one: Mapping[str, Any]) -> None:
    """A dossier that waits for its decision, and the verdict that its referent asked for."""
    day, siren = localdate(now), one["siren"]
    head = f"{siren}0001"
    dossier = Dossier(
        financer=FINANCER,
        financer_name=financer_name(FINANCER),
        measure=one["measure"],
        measure_name=read_names().measures.get(one["measure"], ""),
        siret=head + luhn.calc_check_digit(head),
        beneficiary=_names(told)[siren],
        purpose=one["purpose"],
        commune=CLUSES,
        asked_on=_before(day, 20),
        is_demonstration=True,
    )
    open_dossier(by=by, now=now, today=day, dossier=dossier)
    terms = TermsTold(regime=one["basis"], conditions={"not_excluded": True})
    tell_terms(by=by, now=now, dossier=dossier, told=terms)
    cents = one["euros"] * 100
    asked = Posting("requested", cents, _before(day, 20), dossier=dossier)
    held = Posting("instruction", cents, _before(day, 10), dossier=dossier)
    post_entries(by=by, now=now, financer=FINANCER, postings=[asked, held])
    check_dossier(by=by, now=now, dossier=dossier, cents=cents, on=day)


def _unknown(by: Actor, now: dt.datetime, told: Mapping[str, Any]) -> None:
    """Dossiers of companies that declared nothing; the first of them is accepted all the same."""
    names = _names(told)
    waiting = Dossier.objects.filter(
        financer=FINANCER, aid_basis=MINIMIS, outcome="", instruction_cents__gt=0
    ).exclude(siren__in=names)
    checks = [
        check_dossier(by=by, now=now, dossier=one, cents=one.instruction_cents, on=localdate(now))
        for one in waiting.order_by("-pk")[: told["unknown"]]
    ]
    if checks:
        accept_unknown(by=by, now=now, check=checks[0], reason=told["accepted"])


def _register(now: dt.datetime, told: Mapping[str, Any], source: str) -> None:
    """An extract of the register, and the one of another month, taken back."""
    whole, other = (_extract(told, now, count) for count in (len(told["rows"]), 1))
    _import(now, told["name"], other, source)
    wrong = ImportedTable.objects.get()
    withdraw_table(by=host(), now=now, table=wrong, reason=told["withdrawn"])
    _import(now, told["name"], whole, source)


def _import(now: dt.datetime, name: str, content: bytes, source: str) -> None:
    import_table(
        by=host(),
        now=now,
        kind=ImportedTable.REGISTER,
        name=name,
        content=content,
        source=source,
        as_of=localdate(now),
        is_demonstration=True,
    )


def _extract(told: Mapping[str, Any], now: dt.datetime, count: int) -> bytes:
    """A file of the register in its default layout."""
    day, layout = localdate(now), default_layout()
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(header(layout))
    for one in told["rows"][:count]:
        cells = {
            "siren": one["siren"],
            "cents": f"{one['euros']:.2f}",
            "granted_on": _before(day, one["days"]).isoformat(),
            "financer": "Autorité (inventé)",
            "instrument": "subvention",
            "regime": MINIMIS,
            "number": one["number"],
        }
        writer.writerow([cells.get(field.field, "") for field in layout])
    return buffer.getvalue().encode()
