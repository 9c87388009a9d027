"""The tables: scenarios, hosts and places of a plan, antennas, bookings."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from ancrage.antennas.definitions import workflows
from ancrage.antennas.models import Antenna, Booking, Siting
from ancrage.antennas.queries.sitings import Seen
from ancrage.antennas.siting_page import SOURCE, HostLine, PlaceLine, computed_on
from ancrage.geography.outlines import geometry_geojson
from ancrage.kernel.quality import Quality
from ancrage.people.middleware import ActorRequest
from ancrage.ui.exports import Cell
from ancrage.ui.links import link
from ancrage.ui.tables import Column, Filter, Row, Table

GOALS = {"coverage": "couverture", "distance": "distance"}
JOBS = Quality.ESTIMATE


class PlacesColumn(Column):
    """Where no place is offered there is no unknown figure: there is none, and nothing is said."""

    def text(self, row: Row) -> str:
        return "" if self.value(row) is None else Column.text(self, row)

    def cell(self, row: Row) -> Cell:
        return None if self.value(row) is None else Column.cell(self, row)


def sitings_table(request: ActorRequest, sitings: Sequence[Siting]) -> Table:
    """The scenarios that the reader may list."""
    return Table(
        request,
        rows=[Seen(siting) for siting in sitings],
        columns=(
            Column(
                "nom",
                _("Scénario"),
                lambda row: row.record.name,
                link=lambda row: link(request, "siting", row.record.code),
            ),
            Column("antennes", _("Antennes"), lambda row: row.question.count, numeric=True),
            Column(
                "recherche",
                _("Recherché"),
                lambda row: GOALS[row.question.objective],
                filterable=True,
            ),
            Column("rayon", _("Rayon"), lambda r: r.question.radius_km, "km", 1, numeric=True),
            Column(
                "emplois",
                _("Emplois dans le rayon"),
                lambda row: row.plan.covered_jobs if row.plan else None,
                numeric=True,
                quality=JOBS,
            ),
            Column(
                "distance",
                _("Distance moyenne"),
                lambda row: row.plan.mean_km if row.plan else None,
                unit="km",
                decimals=1,
                numeric=True,
                quality=JOBS,
            ),
            Column("modifie", _("Modifié le"), lambda row: row.record.changed_at.date()),
        ),
        search=lambda row: row.record.name,
        caption=_("Scénarios d’implantation"),
        filename="implantations",
        default_sort="-modifie",
    )


def hosts_table(request: ActorRequest, siting: Siting, lines: Sequence[HostLine]) -> Table:
    """The hosts of a plan, with what each serves."""
    return Table(
        request,
        rows=lines,
        columns=(
            Column(
                "hote",
                _("Intercommunalité hôte"),
                lambda line: line.place.name,
                link=lambda line: link(request, "intercommunality", line.place.siren),
            ),
            Column("gardee", _("Gardée"), lambda line: line.is_kept, filterable=True),
            Column("servies", _("Servies"), lambda line: line.served, numeric=True),
            Column("emplois", _("Emplois servis"), lambda r: r.jobs, numeric=True, quality=JOBS),
            Column(
                "rayon",
                _("Dont dans le rayon"),
                lambda line: line.covered_jobs,
                numeric=True,
                quality=JOBS,
            ),
            Column("loin", _("La plus loin"), lambda r: r.farthest, "km", 1, numeric=True),
        ),
        caption=_("Les hôtes du plan : %(name)s") % {"name": siting.name},
        filename=f"hotes-{siting.code}",
        source=SOURCE,
        as_of=computed_on(siting),
        default_sort="-emplois",
        page_size=0,
        prefix="h-",
        geometry=lambda line: geometry_geojson([line.place.siren]),
    )


def places_table(request: ActorRequest, siting: Siting, lines: Sequence[PlaceLine]) -> Table:
    """Every intercommunalité, with who serves it and how far: what the map shows."""
    return Table(
        request,
        rows=lines,
        columns=(
            Column(
                "nom",
                _("Intercommunalité"),
                lambda line: line.place.name,
                link=lambda line: link(request, "intercommunality", line.place.siren),
            ),
            Column("hote", _("Servie par"), lambda r: r.host.name if r.host else _("aucune")),
            Column("km", _("À vol d’oiseau"), lambda r: r.kilometres, "km", 1, numeric=True),
            Column("rayon", _("Dans le rayon"), lambda r: r.is_covered, filterable=True),
            Column(
                "emplois",
                _("Emplois industriels"),
                lambda line: line.place.jobs,
                numeric=True,
                quality=JOBS,
            ),
        ),
        filters=(Filter("antenne", _("Antenne"), lambda r: [r.host.name] if r.host else []),),
        search=lambda line: f"{line.place.name} {line.place.siren}",
        caption=_("Qui va où : %(name)s") % {"name": siting.name},
        filename=f"implantation-{siting.code}",
        source=SOURCE,
        as_of=computed_on(siting),
        default_sort="-emplois",
        prefix="l-",
        geometry=lambda line: geometry_geojson([line.place.siren]),
    )


def antennas_table(
    request: ActorRequest, antennas: Sequence[Antenna], hosts: Mapping[str, str], today: dt.date
) -> Table:
    """The antennas, with the places that the period under way, or the next one, has left."""
    states = workflows()["antenna"].states
    return Table(
        request,
        rows=antennas,
        columns=(
            Column(
                "nom",
                _("Antenne"),
                lambda a: a.name,
                link=lambda a: link(request, "antenna", a.code),
            ),
            Column("hote", _("Intercommunalité hôte"), lambda a: hosts.get(a.host, a.host)),
            Column("etat", _("État"), lambda a: states[a.state].label, filterable=True),
            Column("ouverture", _("Ouverture"), lambda a: a.opens_on),
            Column("fermeture", _("Fermeture"), lambda a: a.closes_on),
            PlacesColumn("places", _("Places"), lambda a: _offered(a, today), numeric=True),
            PlacesColumn("libres", _("Places libres"), lambda a: _left(a, today), numeric=True),
        ),
        search=lambda a: f"{a.name} {hosts.get(a.host, '')}",
        caption=_("Antennes locales des centres d’accélération"),
        filename="antennes",
        source=_("Ancrage ; démonstration") if any(a.is_demonstration for a in antennas) else "",
        default_sort="nom",
        geometry=lambda a: geometry_geojson([a.host]),
    )


def bookings_table(
    request: ActorRequest, bookings: Sequence[Booking], companies: Mapping[str, str]
) -> Table:
    """The bookings that the reader may see."""
    states = workflows()["booking"].states
    return Table(
        request,
        rows=bookings,
        columns=(
            Column(
                "reference",
                _("Réservation"),
                lambda b: b.reference,
                link=lambda b: link(request, "antenna_booking", b.reference),
            ),
            Column("entreprise", _("Entreprise"), lambda b: companies.get(b.company, b.company)),
            Column("antenne", _("Antenne"), lambda b: b.period.antenna.name, filterable=True),
            Column("debut", _("Période du"), lambda b: b.period.starts_on),
            Column("places", _("Places"), lambda b: b.places, numeric=True),
            Column("etat", _("État"), lambda b: states[b.state].label, filterable=True),
            Column("demande", _("Demandée le"), lambda b: b.asked_at.date()),
        ),
        search=lambda b: f"{b.reference} {companies.get(b.company, '')} {b.period.antenna.name}",
        caption=_("Réservations de places d’accélération"),
        filename="reservations",
        default_sort="-demande",
    )


def _period(antenna: Antenna, today: dt.date) -> Any:  # noqa: ANN401 a period with its `taken_places`
    """The period under way, else the next one; None when there is none left."""
    return next((p for p in antenna.periods.all() if p.ends_on >= today), None)


def _offered(antenna: Antenna, today: dt.date) -> int | None:
    period = _period(antenna, today)
    return None if period is None or antenna.state == "closed" else period.places


def _left(antenna: Antenna, today: dt.date) -> int | None:
    period = _period(antenna, today)
    if period is None or antenna.state == "closed":
        return None
    left: int = period.places - period.taken_places
    return left
