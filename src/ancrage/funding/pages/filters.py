"""What narrows the money page: the choices of its form, what is chosen in words."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from ancrage.funding.definitions import chart
from ancrage.funding.models import Cell
from ancrage.funding.models.dossiers import PLACES
from ancrage.funding.queries.cuts import PARAMETERS, address_of
from ancrage.funding.queries.lines import Land
from ancrage.funding.queries.names import KnownNames, names_of
from ancrage.funding.rules.cuts import UNKNOWN, Look
from ancrage.kernel.text import fold
from ancrage.roadmaps.definitions import words
from ancrage.ui.formats import french_date

KEPT = ("par", "puis", "carte", "rapport")
"""How the page shows what it looks at."""
FIRST_YEAR = 2018
LABELS = {
    "financer": "Financeur",
    "measure": "Mesure",
    "need": "Besoin",
    "region": "Région",
    "place": "Lieu",
    "year": "Année",
    "territory": "Territoire",
    "scheme": "Dispositif",
    "programme": "Programme",
    "stage": "Étape",
    "total": "Total",
    "known_on": "Tel que connu le",
}


@dataclass(frozen=True, slots=True)
class MoneyFilter:
    """A choice of the form: its name in the address, its options, what is chosen."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]
    chosen: str


def kept_fields(request: HttpRequest) -> dict[str, str]:
    """How the address asks the page to be shown."""
    return {name: value for name in KEPT if (value := request.GET.get(name, ""))}


def filters_of(look: Look, names: KnownNames, *, day: dt.date) -> list[MoneyFilter]:
    """The choices that the form offers. One query."""
    financers = Cell.objects.order_by().values_list("financer", flat=True).distinct()
    options: dict[str, list[tuple[str, str]]] = {
        "financer": [(code, names.financers.get(code) or code) for code in financers],
        "measure": [*names.measures.items()],
        "need": [*words("needs").items()],
        "region": [*names.regions.items()],
        "place": [(code, str(label).capitalize()) for code, label in PLACES],
        "year": [(str(year), str(year)) for year in range(day.year, FIRST_YEAR - 1, -1)],
    }
    chosen = address_of(look)
    return [
        MoneyFilter(
            PARAMETERS[field],
            str(_(LABELS[field])),
            _completed(field, held, chosen.get(PARAMETERS[field], "")),
            chosen.get(PARAMETERS[field], ""),
        )
        for field, held in options.items()
    ]


def _completed(field: str, options: list[tuple[str, str]], chosen: str) -> list[tuple[str, str]]:
    """Options in order, what nobody told last; what is chosen among them, known or not."""
    held = options if field in {"year", "place"} else sorted(options, key=lambda one: fold(one[1]))
    if field in {"measure", "need", "region"}:
        held = [*held, (UNKNOWN, str(_("Inconnu")))]
    if chosen and chosen not in dict(held):
        held = [*held, (chosen, chosen)]
    return held


def said_filters(
    look: Look, names: KnownNames, land: Land, *, url: Callable[..., str]
) -> list[tuple[str, str, str]]:
    """What is looked at: (label, value in words, the page without it).

    A query for a scheme, two for a territory that the list at hand has not.
    """
    found = []
    for field, name in PARAMETERS.items():
        value = getattr(look, field)
        if value in ("", None):
            continue
        found.append((str(_(LABELS[field])), _said(field, value, names, land), url(**{name: None})))
    return found


def _said(field: str, value: object, names: KnownNames, land: Land) -> str:
    if value == UNKNOWN:
        return str(_("inconnu"))
    if isinstance(value, dt.date):
        return french_date(value)
    if field == "place":
        return str(dict(PLACES)[str(value)])
    if field == "stage":
        return chart().label(str(value))
    if field == "territory" and value in land.rows:
        return land.rows[str(value)].name
    return names_of(field, {str(value)}, known=names)[str(value)]
