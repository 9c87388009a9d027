"""The amendments that a reader may see: those that wait for him, his, his region's, all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ancrage.adaptation.models import Amendment
from ancrage.adaptation.places import held_regions
from ancrage.adaptation.queries.amendments import awaits, visible_to
from ancrage.adaptation.workflow import state_of, workflow
from ancrage.kernel.rights import Actor
from ancrage.people.middleware import ActorRequest
from ancrage.ui.links import link
from ancrage.ui.tables import Column, Filter, Table, build_table

Kept = Callable[[Actor, Amendment], bool]


def _is_of_region(actor: Actor, amendment: Amendment) -> bool:
    codes = held_regions(actor, "adaptation.read_draft") or frozenset()
    return amendment.region_id in codes


VIEWS: dict[str, tuple[object, Kept]] = {
    "attente": (gettext_lazy("Elles m’attendent"), awaits),
    "miennes": (gettext_lazy("Les miennes"), lambda actor, a: a.author == actor.reference),
    "region": (gettext_lazy("De ma région"), _is_of_region),
    "toutes": (gettext_lazy("Toutes"), lambda _actor, _a: True),
}


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the ways to look at the list, with how many it holds."""

    label: str
    count: int
    url: str
    is_current: bool


def amendments(request: ActorRequest) -> HttpResponse:
    """The list, at first on what waits for the reader."""
    actor = request.actor
    held = list(visible_to(actor))
    kept = {key: [a for a in held if keep(actor, a)] for key, (_label, keep) in VIEWS.items()}
    asked = request.GET.get("vue", "")
    chosen = asked if asked in VIEWS else "attente" if kept["attente"] else "toutes"
    table = _table(request, kept[chosen])
    context = {
        "table": table,
        "tabs": _tabs(request, kept, chosen) if actor.is_person else [],
        "may_propose": held_regions(actor, "adaptation.draft") != frozenset(),
        "nothing": not held,
        "states": workflow().states.values(),
        "breadcrumb": [(_("Modifications de la liste"), "")],
    }
    return table.response() or render(request, "adaptation/amendments.html", context)


def _tabs(request: ActorRequest, kept: dict[str, list[Amendment]], chosen: str) -> list[Tab]:
    return [
        Tab(str(label), len(kept[key]), link(request, "amendments", vue=key), key == chosen)
        for key, (label, _keep) in VIEWS.items()
    ]


def _table(request: ActorRequest, rows: Sequence[Amendment]) -> Table:
    states = [(state.code, state.label) for state in workflow().states.values()]
    return build_table(
        request,
        rows=rows,
        columns=[
            Column(
                "titre",
                _("Modification"),
                lambda a: a.title,
                link=lambda a: link(request, "amendment", a.code),
            ),
            Column("numero", _("Numéro"), lambda a: a.code),
            Column("region", _("Région"), lambda a: a.region.name, filterable=True),
            Column("etat", _("État"), lambda a: state_of(a.state).label),
            Column("changements", _("Changements"), lambda a: len(a.moves), numeric=True),
            Column("change_le", _("Dernier changement"), lambda a: a.updated_at.date()),
            Column("liste", _("Liste de départ"), lambda a: a.base.marked_name, default=False),
            Column("programme", _("Programme"), lambda a: a.programme.name, default=False),
        ],
        filters=[Filter("ou", _("État"), lambda a: a.state, choices=states, all_label=_("Tous"))],
        search=lambda a: f"{a.code} {a.title} {a.region.name} {a.reason}",
        caption=_("Modifications de la liste"),
        filename="modifications",
        default_sort="-change_le",
    )
