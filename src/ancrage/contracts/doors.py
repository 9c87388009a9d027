"""Where what lacks is done: the address of each door that preconditions.yaml names."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ancrage.contracts.queries.contents import Draft
from ancrage.contracts.rules.preconditions import Missing
from ancrage.people.middleware import ActorRequest
from ancrage.people.roles import role_label
from ancrage.ui.links import link


@dataclass(frozen=True, slots=True)
class ToDo:
    """What lacks, in words: who can do it, whether that is the reader, and where; `url` "" when it
    is done nowhere yet."""

    sentence: str
    who: str
    is_his: bool
    url: str
    where: str


def to_do(request: ActorRequest, draft: Draft) -> list[ToDo]:
    """What an act lacks, as its page shows it: what its reader can do first."""
    found = [
        ToDo(
            one.sentence,
            _either([role_label(role) for role in one.condition.who]),
            not request.actor.roles.isdisjoint(one.condition.who),
            *_door(request, one, draft),
        )
        for one in draft.missing
    ]
    return sorted(found, key=lambda one: not one.is_his)


def _either(labels: Sequence[str]) -> str:
    """« A, B ou C »."""
    *first, last = labels
    return f"{', '.join(first)} {_('ou')} {last}" if first else last


def _door(request: ActorRequest, one: Missing, draft: Draft) -> tuple[str, str]:
    land, act = draft.land, draft.act
    place = (land.version.code, land.code)
    if one.condition.at == "sheet":
        return link(request, "sheet", one.subject), _("la fiche %s") % one.subject
    if one.condition.at == "act" and act.pk:
        return link(request, "act_write", draft.contract.code, act.rank), _("l’écriture de l’acte")
    return {
        "people": (link(request, "directory"), _("l’annuaire des rôles")),
        "strategy": (link(request, "roadmap_write", *place), _("la stratégie du territoire")),
        "sheets": (link(request, "roadmap", *place), _("la feuille de route")),
    }.get(one.condition.at, ("", ""))
