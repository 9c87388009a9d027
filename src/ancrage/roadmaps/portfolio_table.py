"""The list of sheets: searched, filtered, sorted by the database, taken away as it is shown."""

from collections.abc import Callable, Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from ancrage.catalogue.queries import basket_at
from ancrage.geography.models import Region
from ancrage.kernel.text import fold
from ancrage.people.middleware import ActorRequest
from ancrage.roadmaps.definitions import PUBLIC_STATES, state_of, words, workflow
from ancrage.roadmaps.models import Roadmap
from ancrage.roadmaps.queries.portfolio import GIVEN_UP, Lens, Listed, Summary
from ancrage.roadmaps.rules.following import AT_RISK, FOLLOWED, LATE
from ancrage.ui.columns import Value
from ancrage.ui.formats import french_date
from ancrage.ui.links import link
from ancrage.ui.query_tables import QueryColumn, QueryFilter, QueryTable, Rows

SOURCE = "Ancrage, fiches action écrites par les territoires"
PUBLIC_SOURCE = "Ancrage, fiches action telles que les comités les ont validées"
INVENTED_SOURCE = "Ancrage, démonstration : fiches, montants et calendriers inventés"
INVENTED = (
    "Démonstration : ces fiches, leurs porteurs, leurs montants et leurs dates sont inventés. "
    "Elles ne disent rien de ce que font les territoires."
)
LIST, PUBLISHED, FOLLOWED_LIST = "liste", "publiees", "suivies"
RESERVED = "(réservé)"
KEPT = "retenues"


def portfolio_table(request: ActorRequest, lens: Lens, whole: Summary) -> QueryTable:
    """The sheets that a lens shows; `whole`: what they hold together."""
    usual = PUBLIC_SOURCE if lens.is_published else SOURCE
    return QueryTable(
        request,
        rows=lens.light_rows(),
        columns=_columns(request, lens),
        filters=_filters(request, lens, whole),
        find=None if lens.is_outline else _found,
        present=lens.present,
        known_total=whole.count,
        caption=_("Fiches action publiées") if lens.is_published else _("Fiches action"),
        filename="fiches-publiees" if lens.is_published else "fiches",
        source=INVENTED_SOURCE if whole.is_invented else usual,
        as_of=french_date(lens.today),
        default_sort="" if lens.is_published else "-suivi",
    )


def _found(rows: Rows, word: str) -> Rows:
    told = fold(word)
    return rows.filter(search_words__contains=told) if told else rows


# Columns


def _told(read: Callable[[Listed], Value]) -> Callable[[Listed], Value]:
    """What an outline does not tell."""
    return lambda one: _(RESERVED) if one.is_outline else read(one)


def _columns(request: ActorRequest, lens: Lens) -> tuple[QueryColumn, ...]:
    def column(
        key: str,
        label: str,
        value: Callable[[Listed], Value],
        order: str = "",
        *,
        default: bool = True,
    ) -> QueryColumn:
        # Sorting by what is not shown would tell it.
        return QueryColumn(key, label, value, order=order, default=default)

    def words_of(key: str, label: str, field: str, *, default: bool = True) -> QueryColumn:
        order = "" if lens.is_outline else field
        return column(
            key, label, _told(lambda one: getattr(one.row, field)), order, default=default
        )

    title = QueryColumn(
        "intitule",
        _("Intitulé"),
        _told(lambda one: one.row.title),
        order="" if lens.is_outline else "title",
        link=lambda one: link(request, "sheet", one.sheet.code),
    )
    follow = [
        column("suivi", _("Suivi"), lambda one: one.follow.says if one.follow else "", "rank"),
        column("feu", _("Feu"), lambda one: words("lights").get(one.sheet.light, ""), "light"),
    ]
    return (
        column("code", _("Fiche"), lambda one: one.sheet.code, lens.at("code")),
        title,
        column(
            "territoire",
            _("Territoire"),
            lambda one: one.sheet.roadmap.territory_name,
            lens.at("roadmap__territory_name"),
        ),
        column("besoin", _("Besoin"), lambda one: words("needs").get(one.row.need, ""), "need"),
        column("etat", _("État"), lambda one: state_of(one.sheet.state).label, lens.at("state")),
        *([] if lens.is_published else follow),
        _money("cout", _("Coût total"), "total_cost"),
        _money("accorde", _("Accordé"), "granted"),
        column("fin", _("Fin"), lambda one: one.row.ends_on, "ends_on"),
        words_of("porteur", _("Porteur"), "owner_name", default=False),
        *_more_columns(lens, column, words_of),
    )


def _more_columns(
    lens: Lens, column: Callable[..., QueryColumn], words_of: Callable[..., QueryColumn]
) -> list[QueryColumn]:
    """Those that are shown when they are asked for."""

    def more(
        key: str, label: str, value: Callable[[Listed], Value], order: str = ""
    ) -> QueryColumn:
        return column(key, label, value, order, default=False)

    kinds, maturities = words("owner_kinds"), words("maturities")
    mine = [
        more("echeance", _("Prochaine échéance"), lambda one: one.row.next_due, "next_due"),
        more("point", _("Dernier point"), lambda one: one.sheet.reported_on, "reported_on"),
        more("raison", _("Raison du feu"), _told(lambda one: one.sheet.light_reason)),
        more("reservee", _("Réservée"), lambda one: one.sheet.is_private, "is_private"),
    ]
    return [
        words_of("reference", _("Référence"), "reference", default=False),
        words_of("axe", _("Axe"), "axis", default=False),
        more("nature_porteur", _("Nature du porteur"), lambda one: kinds.get(one.row.owner_kind)),
        more("maturite", _("Maturité"), lambda one: maturities.get(one.row.maturity), "maturity"),
        _money("propre", _("Autofinancement"), "own_share", default=False),
        _money("demande", _("Demandé"), "asked", default=False),
        _money("promis", _("Promis"), "promised", default=False),
        _money("paye", _("Payé"), "paid", default=False),
        more("debut", _("Début"), lambda one: one.row.starts_on, "starts_on"),
        *([] if lens.is_published else mine),
        more("operateurs", _("Opérateurs"), _told(lambda one: _listed(one.row.operators))),
        more("mesures", _("Mesures"), _told(lambda one: _listed(one.row.measures))),
        more("communes", _("Communes"), _told(lambda one: _listed(one.row.communes))),
        more("version", _("Version validée"), lambda one: one.sheet.version, lens.at("version")),
        more("nature", _("Nature"), lambda one: _("démonstration") * one.sheet.is_demonstration),
    ]


def _listed(bars: str) -> str:
    """Codes kept between bars, for a reader."""
    return ", ".join(filter(None, bars.split("|")))


def _money(key: str, label: str, field: str, *, default: bool = True) -> QueryColumn:
    def value(one: Listed) -> Value:
        cents = getattr(one.row, field)
        return None if cents is None else cents / 100

    return QueryColumn(
        key, label, value, unit="€", numeric=True, decimals=2, order=field, default=default
    )


# Filters


def _filters(request: ActorRequest, lens: Lens, whole: Summary) -> list[QueryFilter]:
    basket = basket_at(lens.today)
    operators = [(code, one.name) for code, one in basket.operators.items()]
    measures = [(code, one.title) for code, one in basket.measures.items() if one.is_found]
    asked = [] if lens.is_outline else [*_hidden(request)]
    told = [
        _bars("operateur", _("Opérateur"), "operators", sorted(operators, key=_by_label)),
        _bars("mesure", _("Mesure"), "measures", sorted(measures, key=_by_label)),
    ]
    return [
        _exact("territoire", _("Territoire"), lens.at("roadmap__scope"), _territories()),
        _bars("region", _("Région"), lens.at("roadmap__regions"), _regions()),
        _exact("besoin", _("Besoin"), "need", words("needs").items()),
        _state(lens),
        *([] if lens.is_published else _following()),
        *([] if lens.is_outline else told),
        _exact(
            "nature_porteur", _("Nature du porteur"), "owner_kind", words("owner_kinds").items()
        ),
        _year(whole),
        _bars("budget", _("Année du budget"), "budget_years", _same(whole.budget_years)),
        _placed(),
        *asked,
    ]


def _state(lens: Lens) -> QueryFilter:
    """One state, or all those that totals of roadmaps count."""
    states = [s for s in workflow().states.values() if _is_offered(s.code, lens)]
    path = lens.at("state")
    return QueryFilter(
        key="etat",
        label=_("État"),
        choices=[
            (KEPT, _("toutes, sauf refusées et abandonnées")),
            *((s.code, s.label) for s in states),
        ],
        narrow=lambda rows, value: (
            rows.exclude(**{f"{path}__in": GIVEN_UP})
            if value == KEPT
            else rows.filter(**{path: value})
        ),
    )


def _is_offered(state: str, lens: Lens) -> bool:
    return state in PUBLIC_STATES if lens.is_published else True


def _by_label(pair: tuple[str, str]) -> str:
    return fold(pair[1])


def _territories() -> list[tuple[str, str]]:
    return list(Roadmap.objects.values_list("scope", "territory_name"))


def _regions() -> list[tuple[str, str]]:
    return list(Region.objects.values_list("code", "name"))


def _same(values: Sequence[str]) -> list[tuple[str, str]]:
    return [(value, value) for value in values]


def _exact(key: str, label: str, path: str, choices: object) -> QueryFilter:
    return QueryFilter(
        key=key,
        label=label,
        choices=list(choices),  # type: ignore[call-overload]
        narrow=lambda rows, value: rows.filter(**{path: value}),
    )


def _bars(key: str, label: str, path: str, choices: Sequence[tuple[str, str]]) -> QueryFilter:
    """Of codes kept between bars."""
    return QueryFilter(
        key=key,
        label=label,
        choices=choices,
        narrow=lambda rows, value: rows.filter(
            **{f"{path}__contains": f"|{value.replace('|', ' ')}|"}
        ),
    )


def _following() -> list[QueryFilter]:
    """How the actions go, for those who follow them."""
    return [
        QueryFilter(
            key="suivi",
            label=_("Suivi"),
            choices=[("retard", _("en retard")), ("risque", _("en retard ou à risque"))],
            narrow=lambda rows, value: rows.filter(
                rank__gte=LATE if value == "retard" else AT_RISK
            ),
        ),
        QueryFilter(
            key="feu",
            label=_("Feu"),
            choices=[*words("lights").items(), ("aucun", _("pas de point encore"))],
            narrow=_lit,
        ),
    ]


def _lit(rows: Rows, value: str) -> Rows:
    if value == "aucun":
        return rows.filter(light="", state__in=FOLLOWED)
    return rows.filter(light=value)


def _year(whole: Summary) -> QueryFilter:
    return QueryFilter(
        key="annee",
        label=_("En cours en"),
        choices=_same([str(year) for year in whole.years]),
        narrow=lambda rows, value: rows.filter(
            starts_on__year__lte=int(value), ends_on__year__gte=int(value)
        ),
    )


def _placed() -> QueryFilter:
    nowhere = Q(communes="", intercommunalities="", latitude=None)
    return QueryFilter(
        key="lieu",
        label=_("Lieu"),
        choices=[("sans", _("sans lieu")), ("avec", _("avec un lieu"))],
        narrow=lambda rows, value: rows.filter(nowhere if value == "sans" else ~nowhere),
    )


def _hidden(request: ActorRequest) -> list[QueryFilter]:
    """Filters that pages lead to: their values are too many to be chosen from."""
    labels = {"porteur": _("Porteur"), "axe": _("Axe"), "financeur": _("Financeur")}
    found = []
    for key, label in labels.items():
        asked = request.GET.get(key, "").replace("\x00", "").strip()[:200]
        if not asked:
            continue
        choice = [(asked, asked)]
        if key == "financeur":
            found.append(_bars(key, label, "financers", choice))
        else:
            field = "owner_name" if key == "porteur" else "axis"
            found.append(_exact(key, label, field, choice))
    return found
