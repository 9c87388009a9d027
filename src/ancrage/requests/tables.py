"""The list of requests: searched, filtered, sorted by the database, taken away as it is shown."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import F, Q
from django.utils.translation import gettext as _

from ancrage.geography.models import Region
from ancrage.kernel.bars import barred
from ancrage.kernel.rights import Actor
from ancrage.kernel.text import fold
from ancrage.people.middleware import ActorRequest
from ancrage.requests.access import Access, sees_outlines
from ancrage.requests.definitions import state_of, workflow
from ancrage.requests.models import ServiceRequest
from ancrage.requests.queries.requests import visible_to
from ancrage.requests.rules.deadlines import WAITS_FOR
from ancrage.requests.words import INVENTED_SOURCE, SOURCE, in_euros, where_words
from ancrage.ui.columns import Value
from ancrage.ui.exports import Cell
from ancrage.ui.links import link
from ancrage.ui.query_tables import QueryColumn, QueryFilter, QueryTable, Rows

LATE, SOON = "retard", "bientot"
SOON_DAYS = 7


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request with what its reader may see of it."""

    request: ServiceRequest
    is_outline: bool


class PlainColumn(QueryColumn):
    """An amount that nobody asked for is no unknown figure: nothing is said."""

    def text(self, row: RequestRow) -> str:
        return "" if self.value(row) is None else QueryColumn.text(self, row)

    def cell(self, row: RequestRow) -> Cell:
        return None if self.value(row) is None else QueryColumn.cell(self, row)


def requests_table(request: ActorRequest, *, today: dt.date) -> QueryTable:
    """The requests that the reader may see."""
    actor = request.actor
    rows = visible_to(actor)
    invented = rows.filter(is_demonstration=True).exists()
    return QueryTable(
        request,
        rows=rows,
        columns=_columns(request, today),
        filters=_filters(rows, today),
        find=lambda found, word: _found(found, word, actor),
        present=lambda held: [RequestRow(r, Access(actor, r).is_outline) for r in held],
        caption=_("Sollicitations"),
        filename="sollicitations",
        source=INVENTED_SOURCE if invented else SOURCE,
        default_sort="-envoyee",
    )


def _found(rows: Rows, word: str, actor: Actor) -> Rows:
    """By what is public; by the company too, for those who see it in full."""
    told = fold(word)
    if not told:
        return rows
    wanted = Q(search_words__contains=told)
    if not sees_outlines(actor):
        wanted |= Q(company_words__contains=told)
    return rows.filter(wanted)


def _told(read: Callable[[ServiceRequest], Value]) -> Callable[[RequestRow], Value]:
    return lambda row: read(row.request)


def _private(read: Callable[[ServiceRequest], Value]) -> Callable[[RequestRow], Value]:
    """What an outline does not tell."""
    return lambda row: _("(réservé)") if row.is_outline else read(row.request)


def _columns(request: ActorRequest, today: dt.date) -> tuple[QueryColumn, ...]:
    return (
        QueryColumn(
            "code",
            _("Sollicitation"),
            _told(lambda r: r.code),
            order="code",
            link=lambda row: link(request, "request", row.request.code),
        ),
        QueryColumn("mesure", _("Mesure"), _told(lambda r: r.measure_name), order="measure_name"),
        QueryColumn(
            "operateur", _("Opérateur"), _told(lambda r: r.operator_name), order="operator_name"
        ),
        QueryColumn("lieu", _("Lieu"), _told(where_words), order="territory_name"),
        QueryColumn("entreprise", _("Entreprise"), _private(lambda r: r.company_name)),
        QueryColumn("etat", _("État"), _told(lambda r: state_of(r.state).label), order="state"),
        QueryColumn("envoyee", _("Envoyée le"), _told(lambda r: r.sent_on), order="sent_on"),
        QueryColumn("echeance", _("Échéance"), _told(lambda r: r.due), order="due"),
        *_other_columns(today),
    )


def _other_columns(today: dt.date) -> tuple[QueryColumn, ...]:
    """Those that are shown when they are asked for."""

    def more(
        key: str, label: str, value: Callable[[RequestRow], Value], order: str = ""
    ) -> QueryColumn:
        return QueryColumn(key, label, value, default=False, order=order)

    return (
        more("retard", _("En retard"), _told(lambda r: is_late(r, today))),
        _amount("depense", _("Dépense prévue"), "cost"),
        _amount("demande", _("Montant demandé"), "asked_amount"),
        _amount("accorde", _("Montant accordé"), "granted_amount"),
        more("decidee", _("Décidée le"), _told(lambda r: r.decided_on), "decided_on"),
        more("realisee", _("Réalisée le"), _told(lambda r: r.delivered_on), "delivered_on"),
        more("numero", _("Numéro de dossier"), _private(lambda r: r.number)),
        more("siret", _("SIRET"), _private(lambda r: r.siret)),
        more("objet", _("Objet"), _private(lambda r: r.purpose)),
        more("origine", _("Origine"), _told(lambda r: str(r.get_origin_display()))),
        more("nature", _("Nature"), _told(lambda r: _("démonstration") * r.is_demonstration)),
    )


def _amount(key: str, label: str, field: str) -> PlainColumn:
    return PlainColumn(
        key,
        label,
        _told(lambda r: in_euros(getattr(r, field))),
        unit="€",
        numeric=True,
        decimals=2,
        order=field,
        default=False,
    )


def is_late(held: ServiceRequest, today: dt.date) -> bool:
    """Whether the one that it waits for should have answered."""
    return held.state in WAITS_FOR and held.is_late(today)


def _filters(rows: Rows, today: dt.date) -> tuple[QueryFilter, ...]:
    return (
        QueryFilter(
            key="etat",
            label=_("État"),
            choices=[(s.code, s.label) for s in workflow().states.values()],
            narrow=lambda found, value: found.filter(state=value),
        ),
        _of("operateur", _("Opérateur"), "operator", _named(rows, "operator", "operator_name")),
        _of("mesure", _("Mesure"), "measure", _named(rows, "measure", "measure_name")),
        _of(
            "territoire", _("Territoire"), "territory", _named(rows, "territory", "territory_name")
        ),
        QueryFilter(
            key="region",
            label=_("Région"),
            choices=list(Region.objects.values_list("code", "name")),
            narrow=lambda found, value: found.filter(regions__contains=barred(value)),
        ),
        _of("lieu", _("Dans un territoire"), "place", ServiceRequest.PLACES),
        QueryFilter(
            key="delai",
            label=_("Délai"),
            choices=[(LATE, _("en retard")), (SOON, _("à échéance sous 7 jours"))],
            narrow=lambda found, value: _due(found, value, today),
        ),
        QueryFilter(
            key="annee",
            label=_("Envoyée en"),
            choices=[
                (str(day.year), str(day.year))
                for day in rows.dates("sent_on", "year", order="DESC")
            ],
            narrow=lambda found, value: found.filter(sent_on__year=value),
        ),
    )


def _of(key: str, label: str, field: str, choices: Sequence[tuple[str, str]]) -> QueryFilter:
    return QueryFilter(
        key=key,
        label=label,
        choices=choices,
        narrow=lambda found, value: found.filter(**{field: value}),
    )


def _named(rows: Rows, code: str, name: str) -> list[tuple[str, str]]:
    """The codes that the rows have with their names: the last one, when it changed."""
    found = dict(rows.exclude(**{code: ""}).order_by(name).values_list(code, name).distinct())
    return sorted(found.items(), key=lambda pair: fold(pair[1]))


def _due(found: Rows, value: str, today: dt.date) -> Rows:
    waiting = found.filter(state__in=WAITS_FOR, due__isnull=False)
    if value == LATE:
        return waiting.filter(due__lt=today)
    return waiting.filter(due__gte=today, due__lte=today + dt.timedelta(days=SOON_DAYS)).order_by(
        F("due").asc()
    )
