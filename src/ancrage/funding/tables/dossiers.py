"""The list of dossiers: public amounts, dates and places; names for those who may read them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ancrage.funding.access import Access, own_sirets
from ancrage.funding.models import Dossier
from ancrage.funding.models.dossiers import OUTCOMES, PLACES
from ancrage.funding.queries.cuts import TOLD
from ancrage.funding.queries.dossiers import everything, with_word
from ancrage.funding.queries.names import read_names
from ancrage.funding.rules.cuts import UNKNOWN
from ancrage.funding.words.money import RESERVED, place_words, source_of
from ancrage.kernel.quality import Quality
from ancrage.kernel.rights import ScopeKind
from ancrage.people.middleware import ActorRequest
from ancrage.people.queries import named_scopes
from ancrage.requests.words import in_euros
from ancrage.roadmaps.definitions import words
from ancrage.ui.columns import Value
from ancrage.ui.formats import french_date
from ancrage.ui.links import link
from ancrage.ui.query_tables import QueryColumn, QueryFilter, QueryTable, Rows


@dataclass(frozen=True, slots=True)
class DossierRow:
    """A dossier with what its reader may see of it."""

    dossier: Dossier
    is_full: bool


def dossier_table(request: ActorRequest, *, is_invented: bool) -> QueryTable:
    """All dossiers."""
    actor, own = request.actor, own_sirets(request.actor)
    return QueryTable(
        request,
        rows=everything(),
        columns=_columns(request),
        filters=_filters(),
        find=lambda rows, word: with_word(rows, word, actor),
        present=lambda held: [DossierRow(d, Access(actor, d, own).is_full) for d in held],
        caption=_("Dossiers d’aide"),
        filename="dossiers",
        source=source_of(is_invented=is_invented),
        as_of=french_date(request.as_at.date),
    )


def _quality(row: DossierRow) -> Quality:
    if row.dossier.is_demonstration:
        return Quality.SIMULATED
    return Quality.EXACT if row.dossier.is_verified else Quality.DECLARED


def _public(read: Callable[[Dossier], Value]) -> Callable[[DossierRow], Value]:
    return lambda row: read(row.dossier)


def _told(read: Callable[[Dossier], Value]) -> Callable[[DossierRow], Value]:
    """What only those who read the names see."""
    return lambda row: read(row.dossier) if row.is_full else _(RESERVED)


def _columns(request: ActorRequest) -> tuple[QueryColumn, ...]:
    outcomes = dict(OUTCOMES)

    def more(
        key: str, label: str, value: Callable[[DossierRow], Value], order: str = ""
    ) -> QueryColumn:
        return QueryColumn(key, label, value, default=False, order=order)

    return (
        QueryColumn(
            "code",
            _("Dossier"),
            _public(lambda d: d.code),
            order="code",
            link=lambda row: link(request, "dossier", row.dossier.code),
        ),
        QueryColumn(
            "payeur", _("Financeur"), _public(lambda d: d.financer_name), order="financer_name"
        ),
        QueryColumn("pour", _("Mesure"), _public(lambda d: d.measure_name or d.scheme_name)),
        QueryColumn("beneficiaire", _("Bénéficiaire"), _told(lambda d: d.beneficiary)),
        QueryColumn(
            "ou",
            _("Lieu"),
            _public(lambda d: place_words(d, {d.territory: d.territory_name})),
            order="territory_name",
        ),
        _money("demande", _("Demandé"), "asked"),
        _money("accorde", _("Accordé, net"), "granted"),
        _money("paye", _("Payé, net"), "paid"),
        QueryColumn("demandee", _("Demandé le"), _public(lambda d: d.asked_on), order="asked_on"),
        QueryColumn("decidee", _("Décidé le"), _public(lambda d: d.decided_on), order="decided_on"),
        more("issue_dite", _("Issue"), _public(lambda d: outcomes.get(d.outcome, ""))),
        more("numero", _("Numéro du financeur"), _told(lambda d: d.number)),
        more("siret", _("SIRET"), _told(lambda d: d.siret)),
        more("objet", _("Objet"), _told(lambda d: d.purpose)),
        more("exercice", _("Exercice"), _public(lambda d: d.year), "year"),
        more("commune", _("Commune"), _public(lambda d: d.commune_name)),
        more("projet", _("Projet"), _public(lambda d: d.project.code if d.project else "")),
        more("fiche", _("Fiche action"), _told(lambda d: d.sheet)),
        more("sollicitation", _("Sollicitation"), _told(lambda d: d.request)),
        more("demonstration", _("Démonstration"), _public(lambda d: d.is_demonstration)),
    )


def asked(dossier: Dossier) -> int:
    """What is asked and not cancelled, in cents."""
    return dossier.asked_cents + dossier.instruction_cents


def _money(key: str, label: str, name: str) -> QueryColumn:
    def value(row: DossierRow) -> Value:
        cents = asked(row.dossier) if name == "asked" else getattr(row.dossier, f"{name}_cents")
        return in_euros(cents)

    return QueryColumn(
        key,
        label,
        value,
        unit="€",
        numeric=True,
        decimals=2,
        quality=_quality,
        order="" if name == "asked" else f"{name}_cents",
    )


def _filters() -> list[QueryFilter]:
    names = read_names()
    territories = [(one.scope.code, one.label) for one in named_scopes(ScopeKind.TERRITORY)]
    years = [
        (str(y), str(y))
        for y in Dossier.objects.order_by("-year").values_list("year", flat=True).distinct()
    ]
    return [
        _of("financeur", _("Financeur"), "financer", list(names.financers.items())),
        _of("mesure", _("Mesure"), "measure", list(names.measures.items())),
        _of("besoin", _("Besoin"), "need", list(words("needs").items())),
        _of("territoire", _("Territoire"), "territory", territories),
        _of("lieu", _("Lieu"), "place", PLACES),
        _of("region", _("Région"), "region", list(names.regions.items())),
        _of("annee", _("Exercice"), "year", years),
        _of("issue", _("Issue"), "outcome", OUTCOMES),
    ]


def _of(key: str, label: str, field: str, choices: Sequence[tuple[str, str]]) -> QueryFilter:
    def narrow(rows: Rows, value: str) -> Rows:
        return rows.filter(**{field: "" if value == UNKNOWN else value})

    blank = [(UNKNOWN, _("non renseigné"))] if field in TOLD and field != "financer" else []
    return QueryFilter(key=key, label=label, choices=[*choices, *blank], narrow=narrow)
