"""The money of a page as tables: its chain of stages, its lines along an axis."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ancrage.funding.definitions import chart
from ancrage.funding.queries.cuts import address_of
from ancrage.funding.queries.lines import MoneyLine
from ancrage.funding.rules.axes import Axis
from ancrage.funding.rules.cuts import (
    ANNOUNCED,
    CANCELLED,
    GRANTED,
    INSTRUCTION,
    ORDERED,
    PAID,
    REQUESTED,
    TOTALS,
    UNMATCHED,
    Look,
    Sums,
    share,
)
from ancrage.kernel.quality import Quality
from ancrage.ui.columns import Column, Value
from ancrage.ui.figures import Figure
from ancrage.ui.links import link
from ancrage.ui.tables import Table

LABELS = {
    ANNOUNCED: gettext_lazy("Annoncé aux bénéficiaires"),
    REQUESTED: gettext_lazy("Demandé"),
    INSTRUCTION: gettext_lazy("Mis en instruction"),
    GRANTED: gettext_lazy("Accordé, net des dégagements"),
    ORDERED: gettext_lazy("Mandaté"),
    PAID: gettext_lazy("Payé, net des reversements"),
    UNMATCHED: gettext_lazy("Payé, à rattacher à un dossier"),
    CANCELLED: gettext_lazy("Demandes annulées"),
}
KEYS = {
    ANNOUNCED: ("annonce", gettext_lazy("Annoncé")),
    REQUESTED: ("demande", gettext_lazy("Demandé")),
    INSTRUCTION: ("instruction", gettext_lazy("En instruction")),
    GRANTED: ("accorde", gettext_lazy("Accordé")),
    ORDERED: ("mandate", gettext_lazy("Mandaté")),
    PAID: ("paye", gettext_lazy("Payé")),
    UNMATCHED: ("rattacher", gettext_lazy("Payé, à rattacher")),
    CANCELLED: ("annule", gettext_lazy("Annulé")),
}
"""The column of each total: its key in addresses, its heading."""
SHOWN = frozenset({REQUESTED, GRANTED, PAID, UNMATCHED})
MILLION = 10**8
"""In cents."""
BY_KEY = {key: total for total, (key, _label) in KEYS.items()}


def amount_figure(label: str, cents: int, *, as_of: str, source: str, is_invented: bool) -> Figure:
    """A sum as a figure: in millions from a million on, since its entries tell the cent."""
    quality = Quality.SIMULATED if is_invented else Quality.DERIVED
    is_large = abs(cents) >= MILLION
    value, unit = (cents / MILLION, _("millions d’euros")) if is_large else (cents / 100, "€")
    return Figure(value, label, unit, as_of, source, quality, 2)


def entries_url(request: HttpRequest, look: Look, total: str, **more: object) -> str:
    """The entries that make a total of what is looked at; `more`: what else the address says."""
    return link(request, "entries", **(address_of(replace(look, total=total)) | more))


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the chain: its net amount, what was taken back of it, what was checked."""

    total: str
    sums: Sums

    @property
    def back(self) -> int | None:
        """Cents that were decommitted or recovered; None where a step has no way back."""
        less = [s.code for s in chart().stages.values() if s.of == self.total and s.sign < 0]
        return sum(self.sums.gross.get(code, 0) for code in less) if less else None

    @property
    def count(self) -> int:
        """How many entries it is made of."""
        stages = (s.code for s in chart().stages.values() if s.of == self.total)
        return sum(self.sums.counts.get(code, 0) for code in stages)


def chain_table(request: HttpRequest, sums: Sums, look: Look, *, source: str, as_of: str) -> Table:
    """Every step from the announcement to the payment."""
    return Table(
        request,
        rows=[Step(total, sums) for total in TOTALS],
        columns=(
            Column("stade", _("Étape"), lambda step: str(LABELS[step.total])),
            Column(
                "montant",
                _("Montant"),
                lambda step: step.sums.at(step.total) / 100,
                unit="€",
                decimals=2,
                numeric=True,
                link=lambda step: entries_url(request, look, step.total),
            ),
            Column(
                "repris",
                _("Dégagé ou reversé"),
                lambda step: "" if step.back is None else step.back / 100,
                unit="€",
                decimals=2,
                numeric=True,
            ),
            Column(
                "verifie",
                _("Dont vérifié sur pièce"),
                lambda step: step.sums.verified.get(step.total, 0) / 100,
                unit="€",
                decimals=2,
                numeric=True,
            ),
            Column("ecritures", _("Écritures"), lambda step: step.count, numeric=True),
        ),
        caption=_("De l’annonce au paiement"),
        filename="argent-etapes",
        source=source,
        as_of=as_of,
        prefix="etapes-",
        controls=False,
        page_size=0,
    )


def lines_table(
    request: HttpRequest,
    lines: Sequence[MoneyLine],
    axes: Sequence[Axis],
    everything: Sums,
    *,
    source: str,
    as_of: str,
    closer: Callable[[MoneyLine], str] | None = None,
    prefix: str = "",
) -> Table:
    """A line for each value of the axes; `closer` gives the page that looks at one of them."""
    names = [
        Column(
            axis.code,
            _(axis.label),
            lambda line, rank=rank: line.names[rank],  # type: ignore[misc]
            link=closer if rank == 0 else None,
        )
        for rank, axis in enumerate(axes)
    ]
    has_places = axes[0].field == "territory"
    told = _(" et ").join(_(axis.label).lower() for axis in axes)
    return Table(
        request,
        rows=lines,
        columns=(
            *names,
            *(_amount(request, total) for total in TOTALS),
            *_shares(everything),
            *(_by_place() if has_places else ()),
        ),
        search=lambda line: " ".join(line.names),
        caption=_("L’argent par %s") % told,
        filename="argent-par-" + "-".join(axis.code for axis in axes),
        source=source,
        as_of=as_of,
        default_sort="annee" if axes[0].field == "year" else "-accorde",
        prefix=prefix,
    )


def _amount(request: HttpRequest, total: str) -> Column:
    key, label = KEYS[total]
    return Column(
        key,
        str(label),
        lambda line: line.sums.at(total) / 100,
        unit="€",
        decimals=2,
        numeric=True,
        default=total in SHOWN,
        link=lambda line: entries_url(request, line.look, total) if line.sums.at(total) else "",
    )


def _shares(everything: Sums) -> tuple[Column, ...]:
    def verified(line: MoneyLine) -> Value:
        return share(line.sums.verified.get(GRANTED, 0), line.sums.at(GRANTED))

    def part(line: MoneyLine) -> Value:
        return share(line.sums.at(GRANTED), everything.at(GRANTED))

    def paid(line: MoneyLine) -> Value:
        return share(line.sums.at(PAID), line.sums.at(GRANTED))

    return (
        Column("part", _("Part de l’accordé"), part, percent=True, decimals=1),
        Column("versement", _("Payé sur accordé"), paid, percent=True, decimals=1, default=False),
        Column(
            "verifie",
            _("Accordé vérifié sur pièce"),
            verified,
            percent=True,
            decimals=1,
            default=False,
        ),
        Column(
            "ecritures", _("Écritures"), lambda line: line.sums.count, numeric=True, default=False
        ),
    )


def _by_place() -> tuple[Column, ...]:
    return (
        Column(
            "habitant",
            _("Accordé par habitant"),
            lambda line: per(line, GRANTED, "population"),
            unit="€",
            decimals=2,
            numeric=True,
            default=False,
        ),
        Column(
            "emploi",
            _("Accordé par emploi industriel"),
            lambda line: per(line, GRANTED, "industrial_jobs"),
            unit="€",
            decimals=2,
            numeric=True,
            quality=Quality.ESTIMATE,
            default=False,
        ),
    )


def per(line: MoneyLine, total: str, figure: str) -> float | None:
    """Euros of a total for each inhabitant, or industrial job, of a territory of the list."""
    if line.place is None:
        return None
    count: int | None = getattr(line.place, figure)
    return line.sums.at(total) / 100 / count if count else None
