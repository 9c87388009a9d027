"""Between the click and the answer: the service is asked outside any transaction, and again.

One run asks once. What is not answered stays pending; `ancrage contract follow` and the job
"contracts.follow" run again, with the same key.
"""

import datetime as dt
from contextlib import suppress

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.contracts.actions.signing import (
    decline_answer,
    expire_act,
    keep_answer,
    mark_attempt,
    start_signature,
)
from ancrage.contracts.models import Act, Signature
from ancrage.contracts.providers import provider
from ancrage.contracts.queries.signing import document_of
from ancrage.contracts.signing.port import (
    Answer,
    Declined,
    Pending,
    ProviderUnavailableError,
    SignatureRequest,
    Signed,
    UnknownKeyError,
)
from ancrage.contracts.signing_data import following_at
from ancrage.contracts.signing_models import Attempt
from ancrage.jobs.queue import QueueFullError, enqueue
from ancrage.kernel.rights import Actor, host
from ancrage.kernel.workflow import StepRefusedError

JOB = "contracts.follow"
RETRIES = 200


def sign(
    *, by: Actor, now: dt.datetime, signature: Signature, digest_seen: str, place: str = ""
) -> Attempt:
    """The click, then the service once; the worker goes on with it when it does not answer."""
    attempt = start_signature(
        by=by, now=now, signature=signature, digest_seen=digest_seen, place=place
    )
    held = follow_attempt(attempt, now=now)
    if held.state == Attempt.PENDING:
        with suppress(QueueFullError):  # `ancrage contract follow` will come to it
            enqueue(
                kind=JOB,
                key=f"{JOB}:{attempt.key}",
                arguments={"key": attempt.key},
                now=now,
                limit=RETRIES,
            )
    return held


def follow_attempt(attempt: Attempt, *, now: dt.datetime) -> Attempt:
    """Ask the service what became of a request, or give it again; keep what it answers."""
    held = Attempt.objects.select_related("act__contract", "signature").get(pk=attempt.pk)
    if held.state not in Attempt.FOLLOWED:
        return held
    try:
        answer = _answer(held)
    except (ProviderUnavailableError, OSError):
        return _waits(held, _("Le service de signature ne répond pas."), now)
    if isinstance(answer, Signed):
        return keep_answer(by=host(), now=now, attempt=held, document=answer.document)
    if isinstance(answer, Declined):
        return decline_answer(by=host(), now=now, attempt=held, reason=answer.reason)
    return _waits(held, _("Le service de signature n’a pas encore répondu."), now)


def follow_all(*, now: dt.datetime) -> dict[str, int]:
    """Ask again about all that waits. Told by what was received and what still waits."""
    states = [
        follow_attempt(attempt, now=now).state
        for attempt in Attempt.objects.filter(state__in=Attempt.FOLLOWED).order_by("asked_at")
    ]
    return {
        "signed": sum(one in {Attempt.KEPT, Attempt.EVIDENCE} for one in states),
        "waiting": sum(one in Attempt.FOLLOWED for one in states),
    }


def expire_all(*, now: dt.datetime) -> int:
    """End the rounds whose time ran out; how many."""
    over = Act.objects.filter(state="sent", due__lt=localdate(now)).select_related("contract")
    ended = 0
    for act in over:
        try:
            expire_act(by=host(), now=now, act=act)
        except StepRefusedError:
            continue
        ended += 1
    return ended


def _answer(attempt: Attempt) -> Answer:
    """What the service has of a key; it is asked from the start when it never received it.

    Once the round has ended nothing is asked any more: only what is there already is fetched.
    """
    service = provider()
    try:
        return service.fetch(attempt.key)
    except UnknownKeyError:
        if attempt.state == Attempt.ORPHAN:
            return Pending()
    act = attempt.act
    quality = f"{attempt.quality} ({act.contract.territory_name})"
    return service.ask(
        SignatureRequest(
            key=attempt.key,
            document=document_of(act),
            name=attempt.name,
            quality=attempt.quality,
            organisation=attempt.signature.organisation,
            place=attempt.place,
            reason=f"{act.name} {act.contract.code}, {quality}",
            at=attempt.asked_at,
        )
    )


def _waits(attempt: Attempt, words: str, now: dt.datetime) -> Attempt:
    """Still nothing; what was on its way at the end of the round is asked for a time."""
    limit = dt.timedelta(days=following_at(localdate(now)).evidence_days)
    is_lost = attempt.state == Attempt.ORPHAN and now - attempt.act.moved_at > limit
    mark_attempt(attempt=attempt, state=Attempt.LOST if is_lost else "", words=words, now=now)
    return attempt
