"""The table of missions: searched, filtered, sorted, taken away; and that of the counters."""

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter

from django.utils.translation import gettext as _

from ancrage.geography.outlines import geometry_geojson
from ancrage.people.middleware import ActorRequest
from ancrage.ui.links import link
from ancrage.ui.tables import Column, Filter, Row, Table
from ancrage.vte.definitions import choices
from ancrage.vte.models import Offer
from ancrage.vte.words import state_of

OUTSIDE, NOT_SAID = "hors des territoires", "inconnu"


def offers_table(
    request: ActorRequest,
    *,
    rows: Sequence[Offer],
    regions: Mapping[str, str],
    places: Mapping[str, str],
    with_state: bool = False,
) -> Table:
    """Missions; `with_state`: those of somebody's own, in every state. `places` names SIRENs."""
    return Table(
        request,
        rows=rows,
        columns=(
            *_said(request, regions, with_state=with_state),
            *_more(places),
        ),
        filters=_filters(),
        search=lambda o: " ".join(
            (o.title, o.company_name, o.skills, o.description, o.commune_name, o.territory_name)
        ),
        caption=_("Vos missions VTE") if with_state else _("Missions VTE ouvertes"),
        filename="missions-vte",
        source=_("déclarations des entreprises ; lieu et SIRET non vérifiés"),
        default_sort="-changee" if with_state else "debut",
        geometry=lambda o: geometry_geojson([o.siren]) if o.siren else None,
    )


def territory_words(offer: Offer) -> str:
    """The territory, « hors des territoires », or « inconnu »."""
    if offer.territory:
        return offer.territory_name
    return OUTSIDE if offer.is_placed else NOT_SAID


def _said(
    request: ActorRequest, regions: Mapping[str, str], *, with_state: bool
) -> Iterable[Column]:
    yield Column(
        "mission",
        _("Mission"),
        lambda o: o.shown_title,
        link=lambda o: link(request, "vte_mission", o.code),
    )
    if with_state:
        yield Column("etat", _("État"), lambda o: state_of(o.state).label, filterable=True)
    yield Column("entreprise", _("Entreprise"), lambda o: o.company_name)
    yield Column("commune", _("Commune (déclarée)"), lambda o: o.commune_name or o.place)
    yield Column("territoire", _("Territoire"), territory_words, filterable=True)
    yield Column("region", _("Région"), lambda o: regions.get(o.region, o.region), filterable=True)
    yield Column("contrat", _("Contrat"), lambda o: o.contract_words)
    yield Column("niveau", _("Niveau"), lambda o: o.level_words, filterable=True)
    yield Column("debut", _("Début"), lambda o: o.starts_on)
    yield Column("vert", _("VTE vert"), lambda o: o.green)
    yield Column("demonstration", _("Démonstration"), lambda o: o.is_demonstration, default=False)


def _more(places: Mapping[str, str]) -> tuple[Column, ...]:
    sectors, needs = choices("sector"), choices("needs")
    return (
        Column(
            "secteur",
            _("Secteur"),
            lambda o: sectors.get(o.sector, ""),
            filterable=True,
            default=False,
        ),
        Column(
            "besoin", _("Besoin"), lambda o: needs.get(o.need, ""), filterable=True, default=False
        ),
        Column("competences", _("Compétences"), lambda o: o.skills, default=False),
        Column("fin", _("Fin de l’annonce"), lambda o: o.closes_on, default=False),
        Column("reponse", _("Répondre à"), lambda o: o.contact, default=False),
        Column(
            "intercommunalite",
            _("Intercommunalité"),
            lambda o: places.get(o.siren, ""),
            default=False,
        ),
        Column("changee", _("Changée le"), lambda o: o.moved_at.date(), default=False),
    )


def _filters() -> tuple[Filter, ...]:
    contracts = choices("contract")
    return (
        Filter(
            "type",
            _("Type de contrat"),
            lambda o: contracts.get(o.contract, ""),
        ),
        Filter("mois", _("Début à partir de"), _months, choices=()),
        Filter("siren", _("Intercommunalité"), lambda o: o.siren or None, choices=()),
        Filter("nature", _("VTE vert"), lambda o: _("oui") if o.green else _("non")),
    )


def _months(offer: Offer) -> str | None:
    """The month of the start, as « 2026-09 »."""
    return offer.starts_on.strftime("%Y-%m") if offer.starts_on else None


COUNTED = {
    "posted": "missions proposées",
    "published": "missions publiées",
    "filled": "missions pourvues",
    "asked": "aides demandées",
    "granted": "aides accordées",
}


def counts_table(
    request: ActorRequest, *, rows: Sequence[Row], by: str, label: str, prefix: str
) -> Table:
    """Counters by territory, region or year: what was declared here, nothing else."""
    return Table(
        request,
        rows=rows,
        columns=(
            Column("nom", label, lambda row: row.name),
            *(
                Column(
                    name,
                    words.capitalize(),
                    attrgetter(f"counts.{name}"),
                    numeric=True,
                )
                for name, words in COUNTED.items()
            ),
            Column(
                "montant",
                _("Aides accordées (€)"),
                lambda row: row.counts.granted_cents / 100,
                numeric=True,
                decimals=0,
            ),
        ),
        caption=_("Missions et aides, par %s") % by,
        filename=f"vte-par-{prefix}",
        source=_("déclarations faites sur ce site"),
        default_sort="-nom" if prefix == "annee" else "-posted",
        prefix=f"{prefix}-",
        page_size=25,
    )
