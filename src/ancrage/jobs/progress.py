"""A job as a page shows it: its state in words, how far it is, what can be done about it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from ancrage.jobs.models import Job
from ancrage.jobs.queue import rank
from ancrage.jobs.rules import PENDING, State, Verb, may

KINDS = {
    State.DONE: "success",
    State.FAILED: "error",
    State.INTERRUPTED: "warning",
    State.CANCELLED: "",
}


@dataclass(frozen=True, slots=True)
class JobView:
    """Where a job stands. `rank` is its place among those that wait (0: it does not wait)."""

    state: State
    label: str
    told: str
    share: float
    rank: int

    @property
    def is_pending(self) -> bool:
        return self.state in PENDING

    @property
    def can_cancel(self) -> bool:
        return may(verb=Verb.CANCEL, state=self.state)

    @property
    def kind(self) -> str:
        """The kind of the badge that names the state."""
        return KINDS.get(self.state, "info")

    @property
    def mark(self) -> str:
        """What changes when the page has something new to show."""
        return f"{self.state}-{self.rank}-{round(self.share * 100)}-{self.told}"


def job_view(job: Job, *, now: datetime) -> JobView:
    """What to show of a job; one query while it waits, none otherwise."""
    state = job.state_at(now=now)
    place = rank(job) if state is State.WAITING else 0
    label = str(dict(Job.STATES)[state.value])
    return JobView(state, label, _told(job, state, place), job.share, place)


def _told(job: Job, state: State, place: int) -> str:
    """In a sentence: what is happening, or how it ended."""
    return {
        State.WAITING: _("Le calcul attend son tour : place %(n)d dans la file.") % {"n": place},
        State.RUNNING: _step(job.step),
        State.STOPPING: _("L’arrêt est demandé : le calcul s’arrête dans quelques secondes."),
        State.DONE: _("Le calcul est terminé."),
        State.FAILED: job.error,
        State.CANCELLED: _("Le calcul a été annulé avant la fin. Il n’a rien changé."),
        State.INTERRUPTED: _(
            "Le calcul a été interrompu : le programme qui le faisait s’est arrêté. "
            "Rien n’est perdu, il peut être relancé."
        ),
    }[state]


def _step(step: str) -> str:
    if not step:
        return _("Le calcul commence.")
    return f"{step[:1].upper()}{step[1:]}."
