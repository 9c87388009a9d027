"""The scores as they enter the rules, and what they changed."""

from dataclasses import dataclass

from ancrage.mission.models import Effect, Mission
from ancrage.mission.queries.candidates import scored
from ancrage.mission.rules.use import Use, read_use
from ancrage.selection.engine.scoring import Candidate, ScoreUse


@dataclass(frozen=True, slots=True)
class ScoreInputs:
    """What the engine takes: perimeters, scores of 0 to 1, what they change."""

    candidates: list[Candidate]
    scores: dict[str, float | None]
    use: ScoreUse

    def document(self) -> dict[str, dict[str, object]]:
        """By candidate, its name, members and score: what an effect keeps of them."""
        return {
            c.code: {"name": c.name, "members": list(c.members), "score": self.scores[c.code]}
            for c in self.candidates
        }


def inputs_of(mission: Mission) -> ScoreInputs:
    """The settled scores of a mission and their declared use. One query."""
    held = [c for c in scored(mission) if c.members]
    return ScoreInputs(
        candidates=[Candidate(str(c.number), c.shown_name, tuple(c.members)) for c in held],
        scores={str(c.number): float(c.score) / 100 for c in held if c.score is not None},
        use=engine_use(read_use(mission.use or {})),
    )


def kept_inputs(effect: Effect) -> ScoreInputs:
    """The same, as they were when the effect was asked for."""
    told = effect.scores
    return ScoreInputs(
        candidates=[Candidate(code, c["name"], tuple(c["members"])) for code, c in told.items()],
        scores={code: c["score"] for code, c in told.items()},
        use=engine_use(read_use(effect.use)),
    )


def engine_use(use: Use) -> ScoreUse:
    """The declared use in the engine's unit: scores of 0 to 1, a bonus as a share."""
    return ScoreUse(
        minimum=None if use.minimum is None else float(use.minimum) / 100,
        bonus=None if use.bonus is None else float(use.bonus) / 100,
        forced_from=None if use.forced_from is None else float(use.forced_from) / 100,
    )


def last_effect(mission: Mission) -> Effect | None:
    """The effect that was asked for last, with its job and both identifications."""
    held = mission.effects.select_related("job", "without_scores", "with_scores")
    return held.first()


def computed_effect(mission: Mission) -> Effect | None:
    """The last effect that was computed."""
    held = mission.effects.select_related("job", "without_scores", "with_scores")
    return held.filter(changes__isnull=False).first()


def is_current(effect: Effect, mission: Mission, inputs: ScoreInputs) -> bool:
    """Whether an effect is of the scores and the use as they are now."""
    return bool(effect.scores == inputs.document() and effect.use == (mission.use or {}))
