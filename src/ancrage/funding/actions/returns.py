"""The returns of each half-year: opened, commented, certified by a named person, reopened."""

import datetime as dt
from collections.abc import Mapping

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.funding.access import financer_where
from ancrage.funding.actions.return_notices import follow_return, told_to_national
from ancrage.funding.actions.rows import PART
from ancrage.funding.matching_definitions import deadline_at, return_workflow
from ancrage.funding.models import Return, ReturnVersion
from ancrage.funding.queries.financers import financer_names
from ancrage.funding.queries.returns import (
    certifies,
    facts_of,
    figures_of,
    financers_owing,
    half_of_return,
    last_version,
    made_up,
)
from ancrage.funding.rules.halves import Half
from ancrage.funding.rules.returns import ReturnFacts, document
from ancrage.journal.command import allow, command, record, unchanged, unjournalled
from ancrage.kernel.chain import canonical, digest
from ancrage.kernel.rights import Actor

KIND = "return"
LONGEST = 2000


class ReturnRefusedError(ValueError):
    """What cannot be done with a return; the message is one French sentence."""


@command("funding.open_returns")
def open_returns(*, by: Actor, now: dt.datetime, half: Half) -> list[Return]:
    """Ask every financer for its return of a half-year that is over. ReturnRefusedError."""
    allow()
    today = localdate(now)
    if half.ends_on >= today:
        raise ReturnRefusedError(_("Ce semestre n’est pas fini."))
    owing = financers_owing(half)
    known = set(Return.objects.filter(half=half.code).values_list("financer", flat=True))
    names = financer_names(sorted(owing - known))
    due = half.due(deadline_at(half.ends_on))
    made = [
        Return(
            financer=code,
            financer_name=names[code],
            half=half.code,
            due=due,
            opened_at=now,
            changed_at=now,
            is_demonstration=made_up(code),
        )
        for code in sorted(names)
    ]
    if not made:
        unchanged()
        return []
    Return.objects.bulk_create(made)
    for held in made:
        follow_return(held=held, now=now)
    record(
        kind=KIND,
        reference=half.code,
        label=half.label,
        says=_("%(count)d déclarations demandées") % {"count": len(made)},
        after={"financers": sorted(names), "due": due},
    )
    return made


@command("funding.write_return")
def write_return(
    *,
    by: Actor,
    now: dt.datetime,
    held: Return,
    comments: Mapping[str, str],
    is_nil: bool | None = None,
    revision: int | None = None,
) -> Return:
    """Write comments, by line or by check, and whether there is nothing to declare.

    `comments` "" takes one away; those that are not told stay. ReturnRefusedError when somebody
    wrote since `revision`.
    """
    held = _locked(held)
    allow(financer_where(held.financer))
    _step("write", held, ReturnFacts(localdate(now), half_of_return(held).ends_on))
    if revision is not None and revision != held.revision:
        raise ReturnRefusedError(_("Quelqu’un a écrit entre-temps : relisez la page."))
    told = {code: text.strip()[:LONGEST] for code, text in comments.items()}
    kept = {code: text for code, text in (held.comments | told).items() if text}
    nil = held.is_nil if is_nil is None else is_nil
    if (kept, nil) == (held.comments, held.is_nil):
        unchanged()
        return held
    before = {"comments": held.comments, "is_nil": held.is_nil}
    held.comments, held.is_nil = kept, nil
    _save(held, now)
    record(
        kind=KIND,
        reference=f"{held.financer} {held.half}",
        label=held.financer_name,
        says=_("Déclaration commentée"),
        before=before,
        after={"comments": kept, "is_nil": nil},
    )
    return held


@command("funding.certify_return")
def certify_return(
    *, by: Actor, now: dt.datetime, held: Return, certified_as: str, mark: str
) -> ReturnVersion:
    """Certify the figures as the ledger has them now, which are those that were shown: `mark`.

    StepRefusedError for what blocks, or is not explained; ReturnRefusedError when the figures
    changed since they were shown, or nobody is named.
    """
    held = _locked(held)
    grant = allow(financer_where(held.financer))
    if not by.is_person or not by.name:
        raise ReturnRefusedError(_("Une déclaration est certifiée par une personne nommée."))
    if not certifies(by, held.financer):
        raise ReturnRefusedError(_("C’est au financeur de certifier sa déclaration."))
    today = localdate(now)
    figures = figures_of(held.financer, half_of_return(held), on=today)
    facts = facts_of(held, figures, today=today)
    state = _step("certify", held, facts)
    told = document(figures)
    if mark != figures_mark(told):
        raise ReturnRefusedError(_("Les chiffres ont changé depuis l’affichage : relisez-les."))
    last = last_version(held)
    made = ReturnVersion(
        held=held,
        rank=last.rank + 1 if last else 1,
        figures=told,
        comments=held.comments,
        checks=[[f.kind.code, f.kind.label, f.says] for f in facts.findings],
        is_nil=held.is_nil,
        certified_by=by.reference,
        certified_name=by.name,
        certified_as=certified_as.strip()[:200] or grant.holding.role,
        certified_at=now,
    )
    made.digest = version_digest(made)
    made.save()
    held.state = state
    _save(held, now)
    follow_return(held=held, now=now)
    record(
        kind=KIND,
        reference=f"{held.financer} {held.half}",
        label=held.financer_name,
        says=_("Déclaration certifiée, version %d") % made.rank,
        after={"rank": made.rank, "digest": made.digest, "is_nil": made.is_nil},
        personal={"certified_name": made.certified_name},
    )
    return made


@command("funding.reopen_return")
def reopen_return(*, by: Actor, now: dt.datetime, held: Return, reason: str) -> Return:
    """Prepare a new version of a certified return, and say why; the one certified stays readable.

    StepRefusedError.
    """
    held = _locked(held)
    allow(financer_where(held.financer))
    state = _step("reopen", held, ReturnFacts(localdate(now), half_of_return(held).ends_on), reason)
    version = last_version(held)
    if version is None:
        raise ReturnRefusedError(_("Cette déclaration n’a pas été certifiée."))
    version.reopened_by, version.reopened_at = by.reference, now
    version.reopened_reason = reason.strip()[:500]
    version.save(update_fields=["reopened_by", "reopened_at", "reopened_reason"])
    held.state = state
    _save(held, now)
    follow_return(held=held, now=now)
    told_to_national(held=held, version=version, now=now)
    record(
        kind=KIND,
        reference=f"{held.financer} {held.half}",
        label=held.financer_name,
        says=_("Déclaration rouverte"),
        before={"rank": version.rank, "digest": version.digest},
        details={"reason": version.reopened_reason},
    )
    return held


def figures_mark(told: Mapping[str, object]) -> str:
    """What tells figures from others, whatever the day on which they were read."""
    return digest(canonical({key: value for key, value in told.items() if key != "as_of"}))


def version_digest(version: ReturnVersion) -> str:
    """The digest of what is certified: figures, comments, checks, by whom."""
    told = {
        "financer": version.held.financer,
        "half": version.held.half,
        "rank": version.rank,
        "figures": version.figures,
        "comments": version.comments,
        "checks": version.checks,
        "is_nil": version.is_nil,
        "certified_name": version.certified_name,
        "certified_as": version.certified_as,
    }
    return digest(canonical(told))


def _locked(held: Return) -> Return:
    return Return.objects.select_for_update().get(pk=held.pk)


def _step(verb: str, held: Return, facts: ReturnFacts, reason: str = "") -> str:
    """The state that follows. StepRefusedError."""
    return return_workflow().after(verb, state=held.state, facts=facts, reason=reason)


@unjournalled(PART)
def _save(held: Return, now: dt.datetime) -> None:
    held.revision += 1
    held.changed_at = now
    held.save(update_fields=["state", "comments", "is_nil", "revision", "changed_at"])
