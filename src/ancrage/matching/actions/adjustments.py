"""A Region asks an operator for a change of who answers; the operator or the nation answers."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ancrage.catalogue.queries import basket_at
from ancrage.inbox.actions import ask, inform, settle
from ancrage.journal.command import allow, command, record
from ancrage.kernel.rights import Actor, Scope, ScopeKind, Where
from ancrage.matching.actions.coverage import operator_name
from ancrage.matching.models import AdjustmentRequest
from ancrage.people.queries import regions_of

KIND = "adjustment"


class AdjustmentRefusedError(ValueError):
    """A request that cannot be made or answered so; the message is one French sentence."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a Region asks for: of which operator, for which measure and territory ("": all)."""

    region: str
    operator: str
    words: str
    measure: str = ""
    territory: str = ""


@command("matching.ask_adjustment")
def ask_adjustment(
    *, by: Actor, now: dt.datetime, wish: Wish, is_demonstration: bool = False
) -> AdjustmentRequest:
    """Ask an operator for a change of who answers in the region. AdjustmentRefusedError."""
    allow(where_of(wish.region, wish.operator))
    _check(wish, now)
    made = AdjustmentRequest.objects.create(
        region=wish.region,
        operator=wish.operator,
        measure=wish.measure,
        territory=wish.territory,
        words=wish.words.strip(),
        asked_by=by.reference,
        asked_at=now,
        is_demonstration=is_demonstration,
    )
    name = operator_name(wish.operator)
    ask(
        cause=_cause(made),
        title=_("Répondre à une demande d’ajustement : %s") % name,
        why=_("Une Région demande un changement de référent."),
        url_name="adjustment_answer",
        url_args=[made.reference],
        role=("referent", "national"),
        where=Where(operators=frozenset({wish.operator})),
        since=now,
        now=now,
    )
    record(
        kind=KIND,
        reference=made.reference,
        label=name,
        says=_("Ajustement demandé à %s") % name,
        after={
            "region": wish.region,
            "operator": wish.operator,
            "measure": wish.measure,
            "territory": wish.territory,
            "words": made.words,
        },
    )
    return made


@command("matching.answer_adjustment")
def answer_adjustment(
    *, by: Actor, now: dt.datetime, adjustment: AdjustmentRequest, is_done: bool, answer: str
) -> AdjustmentRequest:
    """Say what was done of a Region's request, or why nothing is. AdjustmentRefusedError."""
    held = AdjustmentRequest.objects.select_for_update().get(pk=adjustment.pk)
    allow(where_of(held.region, held.operator))
    if held.state != AdjustmentRequest.WAITING:
        raise AdjustmentRefusedError(_("Cette demande a déjà sa réponse."))
    if not answer.strip():
        raise AdjustmentRefusedError(_("Écrivez une réponse : la Région la lira."))
    held.state = AdjustmentRequest.DONE if is_done else AdjustmentRequest.DECLINED
    held.answer, held.answered_by, held.answered_at = answer.strip(), by.reference, now
    held.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    settle(cause=_cause(held), now=now)
    name = operator_name(held.operator)
    inform(
        cause=f"{_cause(held)}:answered",
        title=_("Réponse à votre demande d’ajustement : %s") % name,
        why=_("Demande faite au nom de la Région."),
        url_name="adjustments",
        role="copilot",
        where=Where(regions=frozenset({held.region})),
        now=now,
    )
    record(
        kind=KIND,
        reference=held.reference,
        label=name,
        says=_("Ajustement fait : %s") % name if is_done else _("Ajustement écarté : %s") % name,
        before={"state": AdjustmentRequest.WAITING},
        after={"state": held.state, "answer": held.answer},
    )
    return held


def where_of(region: str, operator: str) -> Where:
    """All that a request touches."""
    return Where(regions=frozenset({region}), operators=frozenset({operator}))


def _cause(row: AdjustmentRequest) -> str:
    return f"matching.adjustment:{row.reference}"


def _check(wish: Wish, now: dt.datetime) -> None:
    if not wish.words.strip():
        raise AdjustmentRefusedError(_("Dites quel changement vous demandez."))
    basket = basket_at(now.date())
    if wish.operator not in basket.operators:
        raise AdjustmentRefusedError(_("Le panier n’a pas d’opérateur « %s ».") % wish.operator)
    measure = basket.measures.get(wish.measure)
    if wish.measure and (measure is None or measure.operator != wish.operator):
        raise AdjustmentRefusedError(_("Cette mesure n’est pas de cet opérateur."))
    scope = Scope(ScopeKind.TERRITORY, wish.territory)
    if wish.territory and wish.region not in regions_of([scope]).get(scope, frozenset()):
        raise AdjustmentRefusedError(_("Ce territoire n’est pas dans la région."))
