"""The list of contracts: where each territory stands, searched, filtered, taken away."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ancrage.contracts.definitions import state_of
from ancrage.contracts.models import ORIGINS, SIGNED, Act, Contract
from ancrage.geography.models import Region
from ancrage.kernel.text import fold
from ancrage.people.middleware import ActorRequest
from ancrage.ui.links import link
from ancrage.ui.tables import Column, Filter, Table, build_table

SOURCE = "Ancrage, contrats préparés ou versés par les territoires et les Régions"
INVENTED_SOURCE = "Ancrage, démonstration : contrats inventés"
INVENTED = (
    "Démonstration : ces contrats, leurs parties, leurs dates et leurs montants sont inventés."
)
STANDS = {
    "none": gettext_lazy("rien de signé"),
    "protocol": gettext_lazy("protocole signé"),
    "contract": gettext_lazy("contrat signé"),
    "amendment": gettext_lazy("contrat amendé"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A contract in the list: the acts that its reader may see."""

    contract: Contract
    acts: Sequence[Act]

    @property
    def last(self) -> Act | None:
        """The last act signed."""
        return next((act for act in reversed(self.acts) if act.state == SIGNED), None)

    @property
    def going(self) -> Act | None:
        """The act in progress."""
        return next((act for act in self.acts if act.state not in {SIGNED, "dropped"}), None)

    @property
    def stands(self) -> str:
        return str(STANDS[self.last.kind if self.last else "none"])


def contract_table(request: ActorRequest, lines: Sequence[Line], *, as_of: str) -> Table:
    """The contracts that somebody may see."""
    regions = dict(Region.objects.values_list("code", "name"))
    is_invented = any(line.contract.is_demonstration for line in lines)

    def region(line: Line) -> str:
        return ", ".join(regions.get(code, code) for code in sorted(line.contract.region_codes))

    return build_table(
        request,
        rows=lines,
        columns=_columns(request, region),
        filters=(Filter("region", _("Région"), region),),
        search=lambda line: fold(f"{line.contract.code} {line.contract.territory_name}"),
        caption=_("Contrats"),
        filename="contrats",
        source=INVENTED_SOURCE if is_invented else SOURCE,
        as_of=as_of,
        default_sort="territoire",
    )


def _columns(request: ActorRequest, region: Callable[[Line], str]) -> tuple[Column, ...]:
    def going(line: Line) -> str:
        act = line.going
        return f"{act.name}, {state_of(act.state).label}" if act else ""

    return (
        Column(
            "territoire",
            _("Territoire"),
            lambda line: line.contract.territory_name,
            link=lambda line: link(request, "contract", line.contract.code),
        ),
        Column("code", _("Contrat"), lambda line: line.contract.code),
        Column("region", _("Région"), region),
        Column("situation", _("Où il en est"), lambda line: line.stands, filterable=True),
        Column("en_cours", _("Acte en cours"), going),
        Column("signe", _("Dernière signature"), lambda line: line.last and line.last.signed_on),
        Column("fin", _("Prend fin le"), lambda line: line.last and line.last.ends_on),
        Column(
            "origine",
            _("Origine"),
            lambda line: dict(ORIGINS)[line.contract.origin],
            filterable=True,
            default=False,
        ),
        Column(
            "nature",
            _("Nature"),
            lambda line: _("démonstration") if line.contract.is_demonstration else "",
            default=False,
        ),
    )
