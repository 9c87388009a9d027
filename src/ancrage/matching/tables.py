"""The tables of referents: what is covered, who is designated, what Regions ask for."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ancrage.catalogue.rules.basket import Basket
from ancrage.journal.policy import may
from ancrage.kernel.rights import Actor, Scope, ScopeKind
from ancrage.matching.access import DESIGNATE, operator_where
from ancrage.matching.models import LEVELS, AdjustmentRequest, Designation
from ancrage.matching.queries.coverage import CoverageRow
from ancrage.matching.rules.coverage import Level
from ancrage.matching.words import RANKS, STATES
from ancrage.people.middleware import ActorRequest
from ancrage.people.queries import names_of, scope_labels
from ancrage.ui.formats import french_date
from ancrage.ui.links import link
from ancrage.ui.tables import Column, Filter, Table, build_table

NAMED = 4


def coverage_table(
    request: HttpRequest, rows: Sequence[CoverageRow], *, named: bool, source: str, as_of: str
) -> Table:
    """Each measure on each territory: who answers. `named`: with the names of people."""
    columns = [
        Column(
            "territoire",
            _("Territoire"),
            lambda row: row.territory.name,
            link=lambda row: link(
                request, "territory_needs", row.territory.version, row.territory.code
            ),
        ),
        Column("region", _("Région"), lambda row: row.territory.region_name, filterable=True),
        Column("operateur", _("Opérateur"), lambda row: row.operator_name, filterable=True),
        Column("mesure", _("Mesure"), lambda row: row.measure.title, filterable=True),
        Column("etat", _("Qui répond"), lambda row: str(STATES[row.state].label)),
        Column(
            "nombre", _("Référents"), lambda row: len(row.referents), numeric=True, default=False
        ),
        Column("etendue", _("Désigné"), _reach),
    ]
    if named:
        columns.append(Column("referents", _("Noms"), _names))
    return build_table(
        request,
        rows=rows,
        columns=columns,
        filters=[
            Filter(
                "etat",
                _("Qui répond"),
                lambda row: row.state.value,
                [(state.value, str(badge.label)) for state, badge in STATES.items()],
            )
        ],
        search=lambda row: f"{row.territory.name} {row.measure.title} {row.operator_name}",
        caption=_("Qui répond pour chaque mesure, sur chaque territoire"),
        filename="couverture",
        source=source,
        as_of=as_of,
        default_sort="territoire",
    )


def _reach(row: CoverageRow) -> str:
    return str(RANKS[row.referents[0].rank]) if row.referents else ""


def _names(row: CoverageRow) -> str:
    return ", ".join(referent.name for referent in row.referents)


@dataclass(frozen=True, slots=True)
class ShownDesignation:
    """A designation in words. `lapsed`: its person no longer holds the role."""

    designation: Designation
    person: str
    operator: str
    measures: str
    places: str
    state: str
    is_over: bool
    may_end: bool


def shown_designations(
    actor: Actor, rows: Sequence[Designation], basket: Basket, lapsed: frozenset[str], day: dt.date
) -> list[ShownDesignation]:
    """Designations in words, whose names the actor may read. Four queries at most."""
    people = names_of(row.person for row in rows)
    kinds = {Level.TERRITORY: ScopeKind.TERRITORY, Level.REGION: ScopeKind.REGION}
    scopes = {Scope(kinds[Level(row.level)], code) for row in rows for code in row.places}
    labels = {str(scope): name for scope, name in scope_labels(scopes).items()}
    operators = {Scope(ScopeKind.OPERATOR, row.operator) for row in rows}
    names = {scope.code: name for scope, name in scope_labels(operators).items()}
    return [
        ShownDesignation(
            designation=row,
            person=people.get(row.person, _("personne effacée")),
            operator=basket.operators[row.operator].name
            if row.operator in basket.operators
            else names[row.operator],
            measures=_measures(row, basket),
            places=_places(row, labels),
            state=_state(row, lapsed, day),
            is_over=row.until is not None and row.until < day,
            may_end=may(actor, DESIGNATE, operator_where(row.operator)),
        )
        for row in rows
    ]


def _measures(row: Designation, basket: Basket) -> str:
    if not row.measures:
        return _("toutes")
    held = basket.measures
    return ", ".join(held[code].title if code in held else code for code in row.measures)


def _places(row: Designation, labels: Mapping[str, str]) -> str:
    if row.level == Level.NATION:
        return _("toute la France")
    named = sorted(labels.get(f"{row.level}:{code}", code) for code in row.places)
    told = ", ".join(named[:NAMED])
    more = len(named) - NAMED
    also = ngettext("%(told)s et %(more)d autre", "%(told)s et %(more)d autres", more)
    return told if more <= 0 else also % {"told": told, "more": more}


def _state(row: Designation, lapsed: frozenset[str], day: dt.date) -> str:
    if row.until is not None and row.until < row.since:
        return _("retirée")
    if row.until is not None and row.until < day:
        return _("finie")
    if row.since > day:
        return _("à venir")
    return _("sans effet : le rôle a pris fin") if row.reference in lapsed else _("en vigueur")


def designations_table(request: HttpRequest, rows: Sequence[ShownDesignation]) -> Table:
    """Who is designated by whom, for what, where, since when."""
    return build_table(
        request,
        rows=rows,
        columns=_designation_columns(request),
        search=lambda row: f"{row.person} {row.operator} {row.places} {row.measures}",
        caption=_("Désignations de référents"),
        filename="designations",
        default_sort="operateur",
    )


def _designation_columns(request: HttpRequest) -> list[Column]:
    return [
        Column("personne", _("Référent"), lambda row: row.person),
        Column("operateur", _("Opérateur"), lambda row: row.operator, filterable=True),
        Column("mesures", _("Mesures"), lambda row: row.measures),
        Column("ou", _("Où"), lambda row: row.places),
        Column(
            "etendue",
            _("Étendue"),
            lambda row: dict(LEVELS)[row.designation.level],
            filterable=True,
            default=False,
        ),
        Column("du", _("Du"), lambda row: row.designation.since),
        Column("au", _("Au"), lambda row: row.designation.until),
        Column("etat", _("État"), lambda row: row.state, filterable=True),
        Column(
            "fin",
            _("Mettre fin"),
            lambda row: _("Mettre fin") if row.may_end and _is_open(row) else "",
            sortable=False,
            link=lambda row: (
                link(request, "designation_end", row.designation.reference)
                if row.may_end and _is_open(row)
                else ""
            ),
        ),
        Column(
            "demonstration",
            _("Démonstration"),
            lambda row: row.designation.is_demonstration,
            default=False,
        ),
    ]


def _is_open(row: ShownDesignation) -> bool:
    return not row.is_over


def adjustments_table(
    request: ActorRequest,
    rows: Sequence[AdjustmentRequest],
    basket: Basket,
    regions: dict[str, str],
) -> Table:
    """What Regions asked of operators, and what was answered."""
    states = dict(AdjustmentRequest.STATES)
    return build_table(
        request,
        rows=rows,
        columns=[
            Column(
                "demande", _("Demande"), lambda row: row.words, link=partial(_answer_link, request)
            ),
            Column(
                "region",
                _("Région"),
                lambda row: regions.get(row.region, row.region),
                filterable=True,
            ),
            Column(
                "operateur",
                _("Opérateur"),
                lambda row: (
                    basket.operators[row.operator].name
                    if row.operator in basket.operators
                    else row.operator
                ),
                filterable=True,
            ),
            Column("le", _("Demandée le"), lambda row: french_date(row.asked_at.date())),
            Column("etat", _("État"), lambda row: states[row.state], filterable=True),
            Column("reponse", _("Réponse"), lambda row: row.answer),
            Column(
                "demonstration", _("Démonstration"), lambda row: row.is_demonstration, default=False
            ),
        ],
        search=lambda row: f"{row.words} {row.answer}",
        caption=_("Ajustements demandés par les Régions"),
        filename="ajustements",
    )


def _answer_link(request: ActorRequest, row: AdjustmentRequest) -> str:
    """Where the reader answers a request that waits; "" when it is not his to answer."""
    waits = row.state == AdjustmentRequest.WAITING
    may_answer = waits and may(
        request.actor, "matching.answer_adjustment", operator_where(row.operator)
    )
    return link(request, "adjustment_answer", row.reference) if may_answer else ""
