"""The history of an amendment as a reader may see it."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ancrage.adaptation.models import Amendment, DecisionRecord, Step
from ancrage.adaptation.places import where_asked, whereabouts
from ancrage.adaptation.workflow import workflow
from ancrage.journal.policy import may
from ancrage.kernel.rights import Actor
from ancrage.people.queries import names_of
from ancrage.people.roles import role_label


@dataclass(frozen=True, slots=True)
class Line:
    """A step: what, when, as what; the person's name is for those who work on it."""

    step: Step
    done: str
    role: str
    name: str
    decision: DecisionRecord | None
    tells_names: bool

    @property
    def at(self) -> dt.datetime:
        return self.step.at

    @property
    def who(self) -> str:
        """« copilote régional, Région Normandie », as the public may read it."""
        return ", ".join(filter(None, (self.role, self.step.organisation)))

    @property
    def present(self) -> list[str]:
        """The names of who sat, for those who work on it; empty once erased."""
        return list(self.decision.present or []) if self.decision and self.tells_names else []


def knows_names(actor: Actor, amendment: Amendment) -> bool:
    """Whether the reader works on it, or controls it: the public reads roles and organisations."""
    return may(actor, "adaptation.read_submitted", whereabouts(amendment)) or may(
        actor, "adaptation.read_draft", where_asked(amendment, "adaptation.read_draft")
    )


def timeline(actor: Actor, amendment: Amendment) -> list[Line]:
    """Every step, oldest first; two queries."""
    steps = list(amendment.steps.select_related("decision__file", "region"))
    told = knows_names(actor, amendment)
    names = names_of(step.by for step in steps) if told else {}
    return lines_of(steps, names=names, tells_names=told)


def lines_of(
    steps: Iterable[Step],
    *,
    names: Mapping[str, str] = MappingProxyType({}),
    tells_names: bool = False,
) -> list[Line]:
    """Steps in words, as everybody may read them unless names are given."""
    return [
        Line(
            step=step,
            done=workflow().verbs[step.verb].done,
            role=role_label(step.role),
            name=names.get(step.by, ""),
            decision=getattr(step, "decision", None),
            tells_names=tells_names,
        )
        for step in steps
    ]


def last_change(actor: Actor, amendment: Amendment) -> str:
    """Who changed it last, by name for those who work on it; "" when that is not known."""
    if not knows_names(actor, amendment):
        return ""
    return names_of([amendment.updated_by]).get(amendment.updated_by, "")
