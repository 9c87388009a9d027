"""What a plan gives to each territory, region, need…, delegated to parts of its envelope."""

import datetime as dt
from collections.abc import Sequence

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ancrage.allocation.actions.parts import PART, ScenarioRefusedError
from ancrage.allocation.models import Line, Scenario
from ancrage.funding.actions.envelopes import Told, move_envelope, open_envelope
from ancrage.funding.models import Envelope
from ancrage.funding.queries.names import names_of
from ancrage.journal.command import unjournalled
from ancrage.kernel.rights import Actor

INHERITED = (
    "nature",
    "financer",
    "operator",
    "measure",
    "need",
    "year",
    "region",
    "territory",
)
"""What a part has of its envelope, but for the dimension that it is a part by."""
CODE = 60


@unjournalled(PART)
def delegate(
    *, by: Actor, now: dt.datetime, scenario: Scenario, lines: Sequence[Line], told: Told
) -> list[str]:
    """Delegate the sums of the lines by the scenario's dimension to the parts of its envelope, each
    opened or, when the envelope has one already, reused. Returns the keys of the moves.

    ScenarioRefusedError when a line says nothing in that dimension; LedgerRefusedError.
    """
    by_what, envelope = scenario.delegates_by, scenario.envelope
    if not by_what or envelope is None:
        return []
    sums = _sums(lines, by_what)
    same = {name: getattr(envelope, name) for name in INHERITED if name != by_what}
    parts = {str(getattr(one, by_what)): one for one in envelope.parts.filter(**same)}
    field = "financer" if by_what == "operator" else by_what
    names = names_of(field, set(sums))
    keys = []
    for rank, (value, cents) in enumerate(sorted(sums.items()), start=1):
        key = f"allocation:{scenario.code}:{rank}"
        why = Told(told.event_on, told.reason, told.source, key)
        part = parts.get(value)
        if part is not None:
            move_envelope(by=by, now=now, origin=envelope, target=part, cents=cents, told=why)
        else:
            part = _part(envelope, by_what, value, names.get(value, value))
            part.source = told.source or told.reason
            open_envelope(by=by, now=now, envelope=part, cents=cents, told=why)
        keys.append(key)
    return keys


def _sums(lines: Sequence[Line], by_what: str) -> dict[str, int]:
    sums: dict[str, int] = {}
    for line in lines:
        value = str(getattr(line, by_what) or "")
        sums[value] = sums.get(value, 0) + (line.granted or 0)
    if "" in sums:
        count = sum(1 for line in lines if not getattr(line, by_what))
        told = ngettext(
            "%(n)d projet servi ne dit pas de quoi ses crédits relèvent : complétez-le, ou "
            "choisissez une autre délégation.",
            "%(n)d projets servis ne disent pas de quoi leurs crédits relèvent : complétez-les, ou "
            "choisissez une autre délégation.",
            count,
        )
        raise ScenarioRefusedError(told % {"n": count})
    return sums


def _part(envelope: Envelope, by_what: str, value: str, name: str) -> Envelope:
    """A part of an envelope that is not there yet, with a code that nobody has."""
    held = {field: getattr(envelope, field) for field in INHERITED}
    held[by_what] = int(value) if by_what == "year" else value
    held["certainty"] = envelope.certainty
    return Envelope(
        code=_free_code(f"{envelope.code}-{slugify(value.partition(':')[2] or value)}"),
        name=_("%(envelope)s, %(part)s") % {"envelope": envelope.name[:120], "part": name[:120]},
        parent=envelope,
        is_demonstration=envelope.is_demonstration,
        **held,
    )


def _free_code(wanted: str) -> str:
    base = wanted[: CODE - 4]
    taken = set(Envelope.objects.filter(code__startswith=base).values_list("code", flat=True))
    codes = [base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))]
    return next(code for code in codes if code not in taken)
