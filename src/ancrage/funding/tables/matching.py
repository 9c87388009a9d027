"""What waits to be matched, as tables and figures."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.http import HttpRequest
from django.utils.translation import gettext as _

from ancrage.funding.matching_definitions import parameters_at
from ancrage.funding.models import WaitingPayment
from ancrage.funding.models.waiting import WAITING
from ancrage.funding.queries.financers import financers_of
from ancrage.funding.queries.plans import Given, Plan
from ancrage.funding.queries.waiting import READ, Backlog, suggested, visible_to
from ancrage.funding.rules.matching import Suggestion
from ancrage.funding.words.matching import quality_of, source_of
from ancrage.people.middleware import ActorRequest
from ancrage.requests.words import in_euros
from ancrage.ui.columns import Value
from ancrage.ui.figures import Figure
from ancrage.ui.formats import french_date
from ancrage.ui.links import link
from ancrage.ui.query_tables import QueryColumn, QueryFilter, QueryTable, Rows
from ancrage.ui.tables import Column, Table

OWN = "p-"
"""The prefix of the table of payments: two tables are on the page."""


def backlog_figures(held: Sequence[Backlog], *, today: dt.date) -> list[Figure]:
    """The whole country's: how many payments, how much, the oldest."""
    made_up = any(one.is_demonstration for one in held)
    oldest = min((one.oldest for one in held if one.oldest), default=None)
    told = (french_date(today), source_of(invented=made_up), quality_of(invented=made_up))
    return [
        Figure(sum(one.count for one in held), _("Paiements à rattacher"), "", *told),
        Figure(in_euros(sum(one.cents for one in held)), _("Leur montant"), "€", *told, decimals=2),
        Figure(
            (today - oldest).days if oldest else None, _("Âge du plus ancien"), _("jours"), *told
        ),
    ]


def backlog_table(
    request: HttpRequest, held: Sequence[Backlog], names: Mapping[str, str], *, today: dt.date
) -> Table:
    """A line for each financer: how much waits, by age, and who answers for it."""
    made_up = any(one.is_demonstration for one in held)
    return Table(
        request,
        rows=held,
        columns=(
            Column("financeur", _("Financeur"), lambda one: names[one.financer]),
            Column("nombre", _("Paiements"), lambda one: one.count, numeric=True),
            _amount("montant", _("Montant"), lambda one: one.cents),
            *_ages(parameters_at(today).ages),
            Column("ancien", _("Le plus ancien"), lambda one: one.oldest),
            Column("repond", _("En répond"), lambda one: one.owner.says),
        ),
        caption=_("Paiements à rattacher, par financeur et par âge"),
        filename="paiements-a-rattacher",
        source=source_of(invented=made_up),
        as_of=french_date(today),
        default_sort="-montant",
    )


def _ages(limits: Sequence[int]) -> list[Column]:
    labels = [_("moins de %d jours") % limits[0]]
    labels += [
        _("de %(low)d à %(high)d jours") % {"low": low, "high": high - 1}
        for low, high in pairwise(limits)
    ]
    labels.append(_("%d jours et plus") % limits[-1])
    return [
        _amount(f"age{rank}", label.capitalize(), lambda one, rank=rank: one.ages[rank][1])
        for rank, label in enumerate(labels)
    ]


def _amount(key: str, label: str, read: object, *, default: bool = True) -> Column:
    return Column(
        key,
        label,
        lambda one: in_euros(read(one)),  # type: ignore[operator]
        unit="€",
        numeric=True,
        decimals=2,
        default=default,
    )


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A payment of the list, with the dossier that is suggested first."""

    payment: WaitingPayment
    found: Sequence[Suggestion]

    @property
    def says(self) -> str:
        """« D-2026-000123 (105), sans doute »."""
        if self.payment.state != WAITING:
            return _("rattaché")
        if not self.found:
            return _("aucun dossier suggéré")
        best = self.found[0]
        told = f"{best.key} ({best.score})"
        if best.is_tied:
            return _("%s, à égalité avec un autre") % told
        return _("%s, sans doute") % told if best.is_sure else told


def waiting_table(
    request: ActorRequest,
    backlog: Sequence[Backlog],
    names: Mapping[str, str],
    *,
    today: dt.date,
) -> QueryTable:
    """The payments that the reader may match or read: those that wait, unless he asks for
    others."""
    rows = visible_to(request.actor).filter(entry__reversal=None).order_by("entry__event_on", "pk")
    has_state = bool(request.GET.get(f"{OWN}etat"))
    mine = financers_of(request.actor, READ)
    held = [one for one in backlog if mine is None or one.financer in mine]
    return QueryTable(
        request,
        rows=rows if has_state else rows.filter(state=WAITING),
        known_total=None if has_state else sum(one.count for one in held),
        columns=_columns(request, names, today),
        filters=_filters(names, today),
        find=_found,
        present=lambda held: _rows(held, today),
        caption=_("Les paiements, les plus anciens d’abord"),
        filename="paiements",
        source=source_of(invented=any(one.is_demonstration for one in held)),
        as_of=french_date(today),
        prefix=OWN,
    )


def _rows(held: Sequence[WaitingPayment], today: dt.date) -> list[WaitingRow]:
    found = suggested([one for one in held if one.state == WAITING], on=today)
    return [WaitingRow(one, found.get(one.pk, ())) for one in held]


def _found(rows: Rows, word: str) -> Rows:
    """By what the file says of it."""
    return (
        rows.filter(number__icontains=word)
        | rows.filter(beneficiary__icontains=word)
        | rows.filter(siret__startswith=word)
        | rows.filter(commitment_number__icontains=word)
    )


def _columns(
    request: ActorRequest, names: Mapping[str, str], today: dt.date
) -> tuple[QueryColumn, ...]:
    return (
        QueryColumn(
            "paiement",
            _("Paiement"),
            lambda row: _("n° %d") % row.payment.pk,
            order="pk",
            link=lambda row: link(request, "waiting_payment", row.payment.pk),
        ),
        QueryColumn(
            "date", _("Payé le"), lambda row: row.payment.entry.event_on, order="entry__event_on"
        ),
        QueryColumn(
            "montant",
            _("Montant"),
            lambda row: in_euros(row.payment.entry.cents),
            unit="€",
            numeric=True,
            decimals=2,
            order="entry__cents",
        ),
        QueryColumn(
            "financeur",
            _("Financeur"),
            lambda row: names.get(row.payment.financer, row.payment.financer),
            order="financer",
        ),
        QueryColumn(
            "beneficiaire",
            _("Bénéficiaire"),
            lambda row: row.payment.beneficiary,
            order="beneficiary",
        ),
        QueryColumn("numero", _("Numéro"), lambda row: row.payment.number, order="number"),
        *_other_columns(today),
        QueryColumn("suggestion", _("Dossier suggéré (poids)"), lambda row: row.says),
    )


def _other_columns(today: dt.date) -> tuple[QueryColumn, ...]:
    """Those that are shown when they are asked for."""
    told: tuple[tuple[str, str, Callable[[WaitingPayment], Value]], ...] = (
        ("siret", _("SIRET"), lambda payment: payment.siret),
        ("engagement", _("Engagement"), lambda payment: payment.commitment_number),
        ("libelle", _("Libellé"), lambda payment: payment.label),
        ("age", _("Âge (jours)"), lambda payment: (today - payment.entry.event_on).days),
    )
    return tuple(
        QueryColumn(key, label, _of_payment(read), numeric=key == "age", default=False)
        for key, label, read in told
    )


def _of_payment(read: Callable[[WaitingPayment], Value]) -> Callable[[WaitingRow], Value]:
    return lambda row: read(row.payment)


def _filters(names: Mapping[str, str], today: dt.date) -> tuple[QueryFilter, ...]:
    return (
        QueryFilter(
            key="financeur",
            label=_("Financeur"),
            choices=list(names.items()),
            narrow=lambda rows, value: rows.filter(financer=value),
        ),
        QueryFilter(
            key="age",
            label=_("Payé il y a"),
            choices=[
                (str(days), _("%d jours et plus") % days) for days in parameters_at(today).ages
            ],
            narrow=lambda rows, value: rows.filter(
                entry__event_on__lte=today - dt.timedelta(days=int(value))
            ),
        ),
        QueryFilter(
            key="etat",
            label=_("État"),
            choices=WaitingPayment.STATES,
            narrow=lambda rows, value: rows.filter(state=value),
        ),
    )


def plan_table(request: HttpRequest, plan: Plan, *, today: dt.date) -> Table:
    """What would be matched, line by line."""
    return Table(
        request,
        rows=plan.given,
        columns=(
            Column(
                "paiement",
                _("Paiement"),
                lambda one: _("n° %d") % one.waiting.pk,
                link=lambda one: link(request, "waiting_payment", one.waiting.pk),
            ),
            Column("date", _("Payé le"), lambda one: one.waiting.entry.event_on),
            _amount("montant", _("Montant"), lambda one: one.cents),
            Column("beneficiaire", _("Bénéficiaire"), lambda one: one.waiting.beneficiary),
            Column("dossier", _("Dossier"), _dossiers),
            Column("poids", _("Poids"), lambda one: one.score, numeric=True),
            Column("raisons", _("Raisons"), lambda one: " ".join(r.says for r in one.reasons)),
        ),
        caption=_("Ce qui serait rattaché"),
        filename="suggestions-sans-doute",
        source=source_of(invented=any(g.waiting.entry.is_demonstration for g in plan.given)),
        as_of=french_date(today),
    )


def _dossiers(given: Given) -> str:
    return ", ".join(share.dossier.code for share in given.shares)
