"""From the content that is checked to the signatures: approved, sent, withdrawn, concluded.

What happens to each signature is told by the commands of signatures; these end by one of
`conclude_act` (all have signed), `stop_act` (one refused, or time ran out).
"""

import datetime as dt

from django.utils.translation import gettext as _

from ancrage.contracts.access import contract_where
from ancrage.contracts.actions.drafting import unchecked
from ancrage.contracts.actions.notices import follow_act, tell_parties
from ancrage.contracts.actions.parts import (
    PART,
    as_draft,
    locked_act,
    move,
    record_act,
    today,
)
from ancrage.contracts.actions.signing_turns import close_turn, open_turn, orphan_attempts
from ancrage.contracts.definitions import parties_at, workflow
from ancrage.contracts.models import Act, Signature
from ancrage.contracts.papers import act_pdf, digest
from ancrage.contracts.queries.contents import frozen_change, sent_facts
from ancrage.contracts.rules.content import ActContent, read_content
from ancrage.contracts.rules.parties import ranks
from ancrage.files.actions import store_file
from ancrage.journal.command import allow, command, unjournalled
from ancrage.kernel.rights import Actor
from ancrage.people.models import new_reference

DECIDED = frozenset({"approve", "decline"})


@command("contracts.decide")
def decide_act(
    *,
    by: Actor,
    now: dt.datetime,
    act: Act,
    verb: str,
    reason: str = "",
    decision: str = "",
    decided_on: dt.date | None = None,
) -> Act:
    """Enter what the regional committee decided on the content that was checked.

    `verb`: one of DECIDED. `decision`: where it is recorded; `decided_on`: the committee's day,
    today when it is not told. StepRefusedError.
    """
    held = locked_act(act)
    allow(contract_where(held.contract))
    move(held, verb, facts=as_draft(held, now=now).facts(), now=now, reason=reason)
    if verb == "approve":
        held.decided_on = min(decided_on or today(now), today(now))
        held.decision = decision.strip()[:500]
    else:
        unchecked(held)
    held.save()
    follow_act(act=held, now=now)
    if verb == "decline":
        tell_parties(act=held, what=verb, title=_("Renvoyé par le comité"), why=reason, now=now)
    _record(held, verb, reason)
    return held


@command("contracts.send")
def send_act(
    *, by: Actor, now: dt.datetime, act: Act, digest_seen: str, due: dt.date | None = None
) -> Act:
    """Send the PDF that was previewed to those who sign it, and freeze it. StepRefusedError.

    `digest_seen`: the SHA-256 of what was read; another one is refused. `due`: the last day to
    sign, that of the rule when it is not told.
    """
    held = locked_act(act)
    allow(contract_where(held.contract))
    draft = as_draft(held, now=now)
    content = read_content(held.content) if held.content else draft.content
    pdf = act_pdf(content, frozen_change(held))
    is_seen = digest_seen == held.digest == digest(pdf)
    move(held, "send", facts=draft.facts(is_seen=is_seen), now=now)
    name = f"{held.contract.code}-acte-{held.rank}.pdf"
    held.document = store_file(name=name, content=pdf, by_reference=by.reference, now=now)
    held.signed_file = None
    held.sent_at, held.sendings = now, held.sendings + 1
    day = today(now)
    held.due = due if due and due > day else _due(day)
    held.save()
    ask_signatures(act=held, content=content)
    open_turn(act=held, now=now)
    follow_act(act=held, now=now)
    tell_parties(
        act=held,
        what="send",
        title=_("Envoyé à la signature"),
        why=_("Les parties ont jusqu’à l’échéance pour le signer."),
        now=now,
    )
    record_act(
        held,
        _("Acte envoyé à la signature"),
        after={"state": held.state, "digest": held.digest, "due": held.due},
    )
    return held


@unjournalled(PART)
def ask_signatures(*, act: Act, content: ActContent) -> list[Signature]:
    """A signature for each party, at its rank; none is asked of anybody yet."""
    return Signature.objects.bulk_create(signatures_for(act, content))


def signatures_for(act: Act, content: ActContent) -> list[Signature]:
    """The signatures that an act needs, kept nowhere yet."""
    places = ranks(content.parties, content.choices.get("signing_order", ""))
    return [
        Signature(
            act=act,
            sending=act.sendings,
            rank=places[party.code],
            party=party.code,
            quality=party.quality,
            role=party.role,
            scope_kind=party.scope_kind,
            scope_code=party.scope_code,
            organisation=party.name[:200],
            due=act.due,
            key=new_reference(),
        )
        for party in content.parties
    ]


@command("contracts.withdraw")
def withdraw_act(*, by: Actor, now: dt.datetime, act: Act, reason: str) -> Act:
    """Take an act back from those who sign it, before the last signature. StepRefusedError."""
    held = locked_act(act)
    allow(contract_where(held.contract))
    stop_act(act=held, verb="withdraw", reason=reason, now=now)
    _record(held, "withdraw", reason)
    return held


@unjournalled(PART)
def stop_act(*, act: Act, verb: str, reason: str, now: dt.datetime) -> Act:
    """Stop the signing of an act that is locked: `verb` is withdraw, refuse or expire.

    The signatures still awaited follow; those given stay, as what they are. StepRefusedError.
    """
    move(act, verb, facts=sent_facts(act, day=today(now)), now=now, reason=reason)
    act.save()
    ends = {"withdraw": Signature.WITHDRAWN, "expire": Signature.EXPIRED}
    waiting = act.signatures.filter(
        sending=act.sendings, state__in=(Signature.WAITING, Signature.ASKED)
    )
    for signature in waiting:
        close_turn(signature=signature, now=now)
    orphan_attempts(act=act)
    waiting.update(state=ends.get(verb, Signature.WITHDRAWN))
    follow_act(act=act, now=now)
    label = workflow().states[act.state].label
    tell_parties(act=act, what=verb, title=_("Acte %s") % label, why=reason or label, now=now)
    return act


@unjournalled(PART)
def conclude_act(*, act: Act, now: dt.datetime) -> Act:
    """All have signed an act that is locked: it binds. StepRefusedError when one has not."""
    move(act, "conclude", facts=sent_facts(act, day=today(now)), now=now)
    act.signed_on = today(now)
    act.save()
    follow_act(act=act, now=now)
    why = _("Toutes les parties l’ont signé.")
    tell_parties(act=act, what="conclude", title=_("Signé"), why=why, now=now)
    return act


def _due(day: dt.date) -> dt.date:
    return day + dt.timedelta(days=parties_at(day).days_to_sign)


def _record(act: Act, verb: str, reason: str) -> None:
    record_act(
        act,
        _("Acte, « %s »") % workflow().steps[verb].label,
        after={"state": act.state, "decided_on": act.decided_on},
        details={"reason": reason} if reason else {},
    )
