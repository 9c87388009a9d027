"""Where agreements stand, found the plain way: every entry, dossier and term read as an object."""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import replace
from typing import Any

from django.utils.timezone import localdate

from ancrage.funding.models import Commitment, Dossier, Entry
from ancrage.opendata.definitions import legal_format, parameters_at
from ancrage.opendata.models import Association, FirstPublication, Grantor, Terms
from ancrage.opendata.rules.conventions import Beneficiary, Convention, lacks, rows_of
from ancrage.opendata.rules.delays import days_late, months_later
from ancrage.opendata.rules.grants import IN_CASH, GrantRow

Told = dict[str, Any]


def plain(day: dt.date) -> list[Told]:
    """Every agreement, the oldest first, with where it stands."""
    found = [told for one in Commitment.objects.all() if (told := _told(one, day))]
    yearly: dict[tuple[object, ...], int] = defaultdict(int)
    for told in found:
        for one in told["convention"].beneficiaries:
            yearly[_year(told, one)] += one.amount
    found = [told | _standing(told, yearly, day) for told in found]
    return sorted(found, key=lambda told: (told["convention"].signed_on, told["commitment"]))


def plain_counts(day: dt.date) -> dict[tuple[str, bool], Told]:
    """The standings of each financer, those late, those published late."""
    counts: dict[tuple[str, bool], Told] = defaultdict(
        lambda: {"counts": Counter(), "late": 0, "published_late": 0}
    )
    for told in plain(day):
        held = counts[told["financer"], told["invented"]]
        held["counts"][told["standing"]] += 1
        held["late"] += told["late"] > 0 and told["published_on"] is None
        held["published_late"] += told["late"] > 0 and told["standing"] == "published"
    return dict(counts)


def plain_rows(day: dt.date, *, invented: bool) -> list[GrantRow]:
    """The legal file's rows, in its order."""
    rows = [
        row
        for told in plain(day)
        if told["invented"] == invented and told["standing"] in {"ready", "published"}
        for row in rows_of(told["convention"])
    ]
    return sorted(rows, key=lambda row: (row.grantor_siret, row.signed_on, row.decision, str(row)))


def _told(commitment: Commitment, day: dt.date) -> Told:
    cents: dict[Dossier, int] = defaultdict(int)
    days: dict[Dossier, dt.date] = {}
    entries = Entry.objects.filter(stage="granted", line__commitment=commitment)
    for entry in entries.select_related("dossier").order_by("dossier_id", "pk"):
        if entry.event_on <= day:
            cents[entry.dossier] += entry.cents
            days[entry.dossier] = min(days.get(entry.dossier, entry.event_on), entry.event_on)
    dossiers = [one for one, amount in cents.items() if amount > 0]
    if not dossiers:
        return {}
    terms = Terms.objects.filter(commitment=commitment).first() or Terms()
    first = FirstPublication.objects.filter(commitment=commitment).first()
    return {
        "commitment": commitment.pk,
        "financer": commitment.financer,
        "invented": any(one.is_demonstration for one in dossiers),
        "withheld": bool(terms.withheld) or any(one.is_reserved for one in dossiers),
        "published_on": localdate(first.publication.published_at) if first else None,
        "convention": _convention(commitment, dossiers, terms, cents, days),
    }


def _convention(
    commitment: Commitment,
    dossiers: list[Dossier],
    terms: Terms,
    cents: dict[Dossier, int],
    days: dict[Dossier, dt.date],
) -> Convention:
    grantor = Grantor.objects.filter(financer=commitment.financer).first()
    numbers = {one.number for one in dossiers}
    bases = {one.aid_basis for one in dossiers}
    basis = None if "" in bases else "de_minimis" in bases
    purposes = [one.purpose for one in dossiers if one.purpose]
    return Convention(
        grantor=grantor.name if grantor else dossiers[0].financer_name,
        grantor_siret=grantor.siret if grantor else "",
        signed_on=min(days[one] for one in dossiers),
        decision=terms.decision
        or commitment.number
        or (numbers.pop() if len(numbers) == 1 else ""),
        purpose=terms.purpose or " ; ".join(dict.fromkeys(purposes)),
        nature=terms.nature or IN_CASH,
        conditions=terms.conditions,
        paid=terms.paid,
        aid=terms.aid,
        is_notified=basis if terms.is_notified is None else terms.is_notified,
        scheme=terms.scheme,
        beneficiaries=_beneficiaries(dossiers, cents),
    )


def _beneficiaries(dossiers: list[Dossier], cents: dict[Dossier, int]) -> tuple[Beneficiary, ...]:
    found: dict[str, Beneficiary] = {}
    for one in dossiers:
        association = Association.objects.filter(dossier=one).first()
        rna = association.rna if association else ""
        who = one.siret or rna or one.beneficiary
        held = found.get(who, Beneficiary(one.beneficiary, one.siret, rna, 0))
        found[who] = replace(held, rna=held.rna or rna, amount=held.amount + cents[one])
    return tuple(found.values())


def _year(told: Told, one: Beneficiary) -> tuple[object, ...]:
    held = told["convention"]
    who = one.siret[:9] or one.rna or one.name
    return told["invented"], held.grantor_siret or held.grantor, who, held.signed_on.year


def _standing(told: Told, yearly: dict[tuple[object, ...], int], day: dt.date) -> Told:
    held, law = told["convention"], parameters_at(day).law
    is_due = held.signed_on >= law.since and any(
        yearly[_year(told, one)] > law.above
        for one in held.beneficiaries
        if not one.siret.startswith(law.public_siren)
    )
    if not is_due or told["withheld"]:
        standing = "withheld" if is_due else "not_due"
        return {"standing": standing, "due": None, "late": 0, "lacks": ()}
    lacking = tuple(lacks(held, legal_format().columns))
    standing = "lacking" if lacking else "published" if told["published_on"] else "ready"
    done = told["published_on"] or day
    return {
        "standing": standing,
        "due": months_later(held.signed_on, law.months),
        "late": days_late(signed=held.signed_on, done=done, months=law.months),
        "lacks": lacking,
    }
