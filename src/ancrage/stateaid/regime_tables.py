"""The regimes of State aid and the kinds of links, as tables with their sources."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ancrage.catalogue.rules.words import CERTAINTIES
from ancrage.kernel.text import typeset
from ancrage.people.middleware import ActorRequest
from ancrage.requests.words import amount
from ancrage.stateaid.definitions import regimes
from ancrage.stateaid.rules.regimes import Condition, Kind, Limit, Regime, Version
from ancrage.stateaid.words import listed
from ancrage.ui.formats import french_date, with_unit
from ancrage.ui.tables import Column, Filter, Table

KINDS = {
    Kind.CEILING: gettext_lazy("plafond"),
    Kind.INTENSITY: gettext_lazy("intensité"),
    Kind.NONE: gettext_lazy("pas une aide d’État"),
    Kind.UNHELD: gettext_lazy("règles non tenues"),
}
WINDOWS = {
    "rolling": gettext_lazy("%d ans, de jour à jour"),
    "fiscal": gettext_lazy("%d exercices fiscaux, celui de l’octroi compris"),
}
SIZES = {
    "small": gettext_lazy("petite"),
    "medium": gettext_lazy("moyenne"),
    "large": gettext_lazy("grande"),
}
SOURCE = "Ancrage, régimes d’aides d’État, d’après les textes que chaque ligne cite"


@dataclass(frozen=True, slots=True)
class Row:
    """A regime in one of its versions; None: a regime of which no version is held."""

    regime: Regime
    version: Version | None

    def told(self, read: Callable[[Version], str]) -> str:
        """What its version says; "" without one."""
        return read(self.version) if self.version else ""


def regimes_table(request: ActorRequest) -> Table:
    """Every version of every regime."""
    day = request.as_at.date
    rows = [
        Row(one, version)
        for one in regimes().by_code.values()
        for version in one.versions or (None,)
    ]
    return Table(
        request,
        rows=rows,
        columns=(*_numbers(), *_origins()),
        filters=(
            Filter(
                "vigueur",
                _("En vigueur le %s") % french_date(day),
                lambda row: (
                    _("oui") if row.version is not None and row.version.holds(day) else _("non")
                ),
            ),
            Filter("natures", _("Nature"), lambda row: str(KINDS[row.regime.kind])),
        ),
        search=lambda row: row.regime.name,
        caption=_("Régimes d’aides d’État, du plus ancien au plus récent de chacun"),
        filename="regimes",
        source=SOURCE,
        as_of=french_date(day),
        page_size=0,
    )


def _numbers() -> tuple[Column, ...]:
    """What a version allows, and when."""
    return (
        Column("regime", _("Régime"), lambda row: row.regime.name),
        Column("du", _("Du"), lambda row: row.version.valid_from if row.version else None),
        Column("au", _("Au"), lambda row: row.version.valid_to if row.version else None),
        Column("nature", _("Nature"), lambda row: str(KINDS[row.regime.kind])),
        Column("plafonds", _("Plafonds et seuils"), lambda row: row.told(_limits)),
        Column("fenetre", _("Fenêtre"), lambda row: row.told(_window)),
        Column("taux", _("Taux, par taille d’entreprise"), lambda row: row.told(_rates)),
    )


def _origins() -> tuple[Column, ...]:
    """Where a version is read, and what it asks or leaves aside."""
    sources = regimes().sources
    return (
        Column(
            "source",
            _("Source"),
            lambda row: row.told(lambda version: sources[version.source].title),
            link=lambda row: row.told(lambda version: sources[version.source].url),
        ),
        Column(
            "certitude",
            _("Certitude"),
            lambda row: row.told(lambda version: CERTAINTIES[version.certainty][0]),
            filterable=True,
        ),
        Column(
            "conditions",
            _("Ce qu’une personne doit dire"),
            lambda row: row.told(_questions),
            default=False,
        ),
        Column(
            "remarques",
            _("Remarques"),
            lambda row: row.told(lambda version: listed(version.notes)),
            default=False,
        ),
    )


def _limits(version: Version) -> str:
    held = [*version.limits, *([version.threshold] if version.threshold else [])]
    return listed(map(_limit, held))


def _limit(one: Limit) -> str:
    told = typeset(f"{one.label or _('Seuil de notification')} : {amount(one.cents)}")
    doubt = f" – {one.doubt}" if one.doubt else ""
    return f"{told} ({one.article}){doubt}"


def _window(version: Version) -> str:
    held = version.window
    return f"{str(WINDOWS[held.kind]) % held.years} ({held.article})" if held else ""


def _rates(version: Version) -> str:
    """« petite 20 %, moyenne 10 %, grande 0 % »; by zone where the rate is a zone's."""
    if version.zones:
        return listed(
            _("zone %(zone)s : %(rates)s") % {"zone": zone, "rates": _by_size(held)}
            for zone, held in version.zones.items()
        )
    return _by_size(version.rates) if version.rates else ""


def _by_size(rates: Mapping[str, int | None] | Mapping[str, int]) -> str:
    return ", ".join(
        f"{SIZES[size]} {_('inconnu') if rate is None else with_unit(rate, '%')}"
        for size, rate in rates.items()
    )


def _questions(version: Version) -> str:
    return listed(map(_question, version.questions))


def _question(one: Condition) -> str:
    return f"{one.question} ({one.article})"


def links_table(request: ActorRequest) -> Table:
    """What binds two companies into one undertaking."""
    return Table(
        request,
        rows=list(regimes().kinds.values()),
        columns=(
            Column("lien", _("Lien"), lambda kind: kind.label),
            Column("dit", _("Ce qu’il dit"), lambda kind: f"A {kind.says} B"),
            Column("groupe", _("Fait une entreprise unique"), lambda kind: kind.groups),
            Column("article", _("Texte"), lambda kind: kind.article),
        ),
        caption=_("Liens entre entreprises"),
        filename="liens",
        source=SOURCE,
        prefix="l-",
        controls=False,
        page_size=0,
    )
