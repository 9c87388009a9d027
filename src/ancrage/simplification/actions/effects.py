"""What an answer changed: each territory says it of its own block, as often as it changes."""

import datetime as dt

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ancrage.journal.command import allow, command, record
from ancrage.kernel.rights import Actor, Where
from ancrage.simplification.actions.cases import follow_up_day
from ancrage.simplification.actions.notices import ask_effects, effect_told, tell_team
from ancrage.simplification.actions.parts import BlockRefusedError, locked_report, move_report
from ancrage.simplification.definitions import effects
from ancrage.simplification.models import BlockReport, Effect
from ancrage.simplification.rules.reporting import TEXT

LIFTED, TOO_EARLY = "yes", "too_early"


@command("simplification.say_effect")
def say_effect(
    *, by: Actor, now: dt.datetime, report: BlockReport, value: str, words: str = ""
) -> Effect:
    """Say whether the block is lifted. « Too early » is asked again later, with a new day.

    BlockRefusedError, StepRefusedError.
    """
    held = locked_report(report=report)
    allow(
        Where(
            territories=frozenset({held.territory}),
            companies=frozenset(filter(None, [held.company])),
        )
    )
    if value not in effects():
        raise BlockRefusedError(_("Choisissez une réponse de la liste."))
    if len(words) > TEXT:
        raise BlockRefusedError(_("Au plus %d caractères.") % TEXT)
    before = held.effect
    move_report(held=held, verb="lift" if value == LIFTED else "say_effect", now=now)
    held.effect, held.effect_on = value, localdate(now)
    held.follow_up_on = follow_up_day(now) if value == TOO_EARLY else None
    held.save(update_fields=["effect", "effect_on", "follow_up_on"])
    made = Effect.objects.create(
        report=held, value=value, words=words.strip(), said_by=by.reference, said_at=now
    )
    effect_told(report=held, now=now)
    _follow(held, value, now)
    record(
        kind="block",
        reference=held.reference_code,
        label=_("Blocage n° %(number)d") % {"number": held.number},
        says=_("Effet dit par le territoire"),
        before={"effect": before},
        after={"effect": value},
        details={"words": made.words},
        private=True,
    )
    return made


def _follow(report: BlockReport, value: str, now: dt.datetime) -> None:
    if value == TOO_EARLY:
        ask_effects(reports=[report], now=now)
    elif value != LIFTED and report.case is not None:
        tell_team(
            case=report.case,
            report=report,
            says=_("Le blocage n° %(number)d demeure, au moins en partie")
            % {"number": report.number},
            now=now,
        )
