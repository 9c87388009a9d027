"""Every write of the identification: what was run, what was published, what was asked."""

import datetime as dt
from functools import partial
from typing import Any

from django.utils.translation import gettext

from ancrage.geography.actions import publish_version, start_programme
from ancrage.geography.models import Perimeter, PerimeterVersion
from ancrage.geography.rules.listing import ListedTerritory, Member
from ancrage.jobs import queue
from ancrage.journal.command import allow, command, record, unchanged, unjournalled
from ancrage.kernel.quality import Quality
from ancrage.kernel.rights import Actor
from ancrage.kernel.text import typeset
from ancrage.selection.engine.explanation import Explanation, UnitStatus, explanation_document
from ancrage.selection.engine.model import Result
from ancrage.selection.engine.result import result_document, result_from_document
from ancrage.selection.models import Identification, LossRequest, Publication

LOSS_JOB = "selection.exact_loss"
WAITING_LOSSES = 20
"""How many exact losses may wait: each is a solve of several seconds on the server's cores."""


class CodeTakenError(ValueError):
    """Another identification has this code already: a run is never changed afterwards."""


class NothingToPublishError(ValueError):
    """The identification found no territories."""


class NotAnAlternativeError(ValueError):
    """Only an intercommunalité that could be in, and is not, has a loss to be computed."""


@command("selection.record_identification")
def record_identification(
    *,
    by: Actor,
    now: dt.datetime,
    code: str,
    title: str,
    result: Result,
    explanation: Explanation | None = None,
    robustness: dict[str, Any] | None = None,
) -> Identification:
    """Keep a run of the engine with what explains it; the same run twice is kept once.

    CodeTakenError when `code` stands for a run with other data or rules.
    """
    document = result_document(result)
    document["explanation"] = explanation and explanation_document(explanation)
    document["robustness"] = robustness
    return _keep(code=code, title=title, document=document, now=now)


@command("selection.record_document")
def record_document(
    *, by: Actor, now: dt.datetime, code: str, title: str = "", document: dict[str, Any]
) -> Identification:
    """Keep a result as `ancrage identify` writes it, explanation and robustness included.

    CodeTakenError when `code` stands for a run with other data or rules. KeyError, TypeError or
    ValueError when the document is not a result.
    """
    return _keep(code=code, title=title, document=document, now=now)


def _keep(*, code: str, title: str, document: dict[str, Any], now: dt.datetime) -> Identification:
    """Keep a result once; the command under way says so in the journal."""
    allow()
    result = result_from_document(document)
    held = Identification.objects.filter(pk=code).first()
    if held is None:
        made = Identification.objects.create(
            code=code,
            title=typeset(title or result.rules.title),
            rules=document["rules"],
            fingerprint=result.fingerprint,
            status=result.status,
            result={key: document[key] for key in document.keys() - {"explanation", "robustness"}},
            explanation=document.get("explanation"),
            robustness=document.get("robustness"),
            created_at=now,
        )
        record(
            kind="identification",
            reference=code,
            label=made.title,
            says=gettext("Identification gardée : %s") % made.title,
            after={"fingerprint": made.fingerprint, "status": made.status},
        )
        return made
    if held.fingerprint != result.fingerprint:
        raise CodeTakenError(code)
    unchanged()
    return held


@command("selection.publish_identification")
def publish_identification(
    *,
    by: Actor,
    now: dt.datetime,
    identification: Identification,
    perimeter: str,
    name: str,
    version: str,
    valid_from: dt.date,
) -> PerimeterVersion:
    """Make an identification the list of a programme, marked simulated, from `valid_from` on.

    The programme `perimeter` is opened when there is none; else its list gets a next version.
    NothingToPublishError when the identification holds no territory; ListRefusedError (geography).
    """
    allow()
    territories = [_listed(territory) for territory in identification.result["territories"]]
    if not territories:
        raise NothingToPublishError(identification.code)
    if Perimeter.objects.filter(code=perimeter).exists():
        publish = partial(publish_version, perimeter=perimeter, code=version)
    else:
        publish = partial(start_programme, code=perimeter, version_code=version)
    made = publish(
        by=by,
        now=now,
        name=name,
        valid_from=valid_from,
        quality=Quality.SIMULATED,
        origin=_origin(identification),
        territories=territories,
    )
    Publication.objects.create(identification=identification, version=made, published_at=now)
    record(
        kind="list",
        reference=made.code,
        label=made.name,
        says=gettext("Liste publiée à partir d’une identification : %s") % made.name,
        after={"identification": identification.code, "valid_from": valid_from},
    )
    return made


@command("selection.ask_exact_loss")
def ask_exact_loss(
    *, by: Actor, now: dt.datetime, identification: Identification, siren: str
) -> LossRequest:
    """Ask what the best solution with this intercommunalité loses: a solve in the background.

    Asked once: a second person joins the first one's request; a failure is tried again.
    NotAnAlternativeError when it is chosen already or can be in no territory;
    `jobs.queue.QueueFullError` when too many wait.
    """
    allow()
    held = LossRequest.objects.filter(identification=identification, siren=siren).first()
    if held and (held.answer is not None or is_awaited(held, now)):
        unchanged()
        return held
    _check_alternative(identification, siren)
    job = queue.enqueue(
        kind=LOSS_JOB,
        key=f"{LOSS_JOB}:{identification.code}:{siren}",
        arguments={"identification": identification.code, "siren": siren},
        now=now,
        limit=WAITING_LOSSES,
    )
    record(
        kind="identification",
        reference=identification.code,
        label=identification.title,
        says=gettext("Perte exacte demandée pour l’intercommunalité %s") % siren,
        details={"siren": siren},
    )
    return LossRequest.objects.get_or_create(
        identification=identification, siren=siren, defaults={"asked_at": now, "job": job}
    )[0]


def is_awaited(asked: LossRequest, now: dt.datetime) -> bool:
    """Whether its solve waits or is under way."""
    return asked.job.is_pending and not asked.job.is_lost(now=now)


@unjournalled("le résultat d’un calcul déjà demandé")
def answer_loss(*, identification: str, siren: str, answer: dict[str, Any]) -> None:
    """Keep the exact loss that a job has found."""
    LossRequest.objects.filter(identification=identification, siren=siren).update(answer=answer)


def _check_alternative(identification: Identification, siren: str) -> None:
    units = (identification.explanation or {}).get("units", {})
    if units.get(siren, {}).get("status") != UnitStatus.ALTERNATIVE:
        raise NotAnAlternativeError(siren)


def _origin(identification: Identification) -> str:
    return gettext(
        "Liste simulée : issue de l’identification « %(title)s » faite par Ancrage à partir des "
        "chiffres publics (empreinte %(fingerprint)s). Ce n’est pas la liste officielle."
    ) % {"title": identification.title, "fingerprint": identification.fingerprint[:12]}


def _listed(territory: dict[str, Any]) -> ListedTerritory:
    members = tuple(Member(siren) for siren in territory["members"])
    return ListedTerritory(territory["code"], territory["name"], territory["region"], members)
