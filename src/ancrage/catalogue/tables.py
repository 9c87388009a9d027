"""The table of a version's measures: searched, filtered, sorted, taken away."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from ancrage.catalogue.queries.territories import TerritoryMeasure
from ancrage.catalogue.rules.basket import Basket, Measure
from ancrage.catalogue.rules.words import CERTAINTIES, amount_words, means_words, operator_name
from ancrage.kernel.text import long_date
from ancrage.people.middleware import ActorRequest
from ancrage.ui.links import link
from ancrage.ui.tables import Column, Filter, Table

SEMICOLON = "\N{NO-BREAK SPACE}; "


def measures_table(
    request: ActorRequest, *, basket: Basket, measures: Sequence[Measure], owners: Mapping[str, str]
) -> Table:
    """The measures of a version, those that others add told as theirs."""
    return Table(
        request,
        rows=measures,
        columns=(*_columns(request, basket), *_further_columns(owners)),
        filters=(
            Filter("besoin", _("Besoin"), lambda m: [basket.needs[n].name for n in m.needs]),
            Filter("moyens", _("Moyens"), lambda m: means_words(m).split(", ")),
        ),
        search=lambda m: " ".join((m.title, m.brings, *m.synonyms)),
        caption=_("Mesures : %(title)s") % {"title": basket.title},
        filename=f"panier-{basket.code}",
        source=_("Ancrage, panier de services : sources par mesure"),
        as_of=long_date(basket.valid_from),
    )


def _columns(request: ActorRequest, basket: Basket) -> tuple[Column, ...]:
    def address(measure: Measure) -> str:
        if not measure.is_found:
            return ""
        day = basket.valid_from.isoformat() if basket.valid_to else ""
        return link(request, "measure", measure.code, date=day)

    return (
        Column("mesure", _("Mesure"), lambda m: m.title, link=address),
        Column("besoins", _("Besoins"), lambda m: _joined(basket.needs[n].name for n in m.needs)),
        Column("operateur", _("Opérateur"), lambda m: operator_name(m, basket), filterable=True),
        Column("moyens", _("Moyens"), means_words, default=False),
        Column("certitude", _("Certitude"), lambda m: CERTAINTIES[m.certainty][0], filterable=True),
    )


def _further_columns(owners: Mapping[str, str]) -> tuple[Column, ...]:
    return (
        Column(
            "montants",
            _("Montants"),
            lambda m: _joined(map(amount_words, m.amounts), SEMICOLON),
            default=False,
        ),
        Column("ouverture", _("Ouverture"), lambda m: m.opens, default=False),
        Column("cloture", _("Clôture"), lambda m: m.closes, default=False),
        Column("offre", _("Proposée par"), lambda m: owners.get(m.owner, "Nation"), default=False),
        Column("code", _("Code"), lambda m: m.code, default=False),
    )


def territory_table(
    request: ActorRequest,
    *,
    basket: Basket,
    rows: Sequence[TerritoryMeasure],
    owners: Mapping[str, str],
    name: str,
) -> Table:
    """What a territory can get, one line a measure."""
    return Table(
        request,
        rows=rows,
        columns=(
            Column(
                "mesure",
                _("Mesure"),
                lambda r: r.measure.title,
                link=lambda r: link(request, "measure", r.measure.code),
            ),
            Column(
                "besoins",
                _("Besoins"),
                lambda r: _joined(basket.needs[n].name for n in r.measure.needs),
            ),
            Column(
                "operateur",
                _("Opérateur"),
                lambda r: operator_name(r.measure, basket),
                filterable=True,
            ),
            Column("ouverte", _("Ouverte"), lambda r: not r.is_closed, filterable=True),
            Column("qui", _("Qui peut demander"), lambda r: _joined(r.who) or "inconnu"),
            Column("verifier", _("À vérifier"), lambda r: _joined(r.to_check, SEMICOLON)),
            Column("raison", _("Pourquoi non"), lambda r: _joined(r.reasons, " "), default=False),
            Column(
                "offre",
                _("Proposée par"),
                lambda r: owners.get(r.measure.owner, "Nation"),
                default=False,
            ),
        ),
        search=lambda r: " ".join((r.measure.title, r.measure.brings, *r.measure.synonyms)),
        caption=_("Ce que le territoire %(name)s peut obtenir") % {"name": name},
        filename="mesures-territoire",
        source=_("Ancrage, panier de services : %(title)s") % {"title": basket.title},
        page_size=0,
    )


def _joined(texts: Iterable[str], mark: str = ", ") -> str:
    return mark.join(texts)
