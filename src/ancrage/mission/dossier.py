"""A candidate's private file as its page shows it to who may read it, and no more to the others."""

from dataclasses import dataclass, field

from ancrage.kernel.rights import Actor
from ancrage.mission.access import Access, file_access
from ancrage.mission.definitions import sections
from ancrage.mission.models import Attachment, Candidate, Expert, Interest
from ancrage.mission.queries.candidates import attachments_of
from ancrage.mission.queries.missions import expert_of


@dataclass(frozen=True, slots=True)
class Answered:
    """A question of the form with its answer, "" when there is none."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class AnsweredSection:
    """A section of the form with its answers."""

    label: str
    answers: list[Answered]


@dataclass(frozen=True, slots=True)
class Dossier:
    """What the reader may have of the file: all of it, its outline, or why not."""

    access: Access
    expert: Expert | None = None
    interest: Interest | None = None
    sections: list[AnsweredSection] = field(default_factory=list)
    files: list[Attachment] = field(default_factory=list)
    answered: int = 0
    asked: int = 0
    file_count: int = 0

    @property
    def is_full(self) -> bool:
        return self.access == Access.FULL

    @property
    def is_outline(self) -> bool:
        return self.access == Access.OUTLINE

    @property
    def is_conflicted(self) -> bool:
        return self.access == Access.CONFLICTED

    @property
    def is_undeclared(self) -> bool:
        return self.access == Access.UNDECLARED


def interest_of(expert: Expert | None, candidate: Candidate) -> Interest | None:
    """What an expert declared of a candidate; None when he did not, or is none."""
    if expert is None:
        return None
    return Interest.objects.filter(expert=expert, candidate=candidate).first()


def may_read(actor: Actor, candidate: Candidate) -> bool:
    """Whether the actor may read the whole file."""
    expert = expert_of(candidate.mission, actor)
    interest = interest_of(expert, candidate)
    return file_access(actor, candidate, expert, interest) == Access.FULL


def dossier_of(actor: Actor, candidate: Candidate) -> Dossier:
    """The file of a candidate, as far as the actor may read it."""
    expert = expert_of(candidate.mission, actor)
    interest = interest_of(expert, candidate)
    access = file_access(actor, candidate, expert, interest)
    if access not in {Access.FULL, Access.OUTLINE}:
        return Dossier(access, expert, interest)
    held = candidate.answers | candidate.tandem
    told = [
        AnsweredSection(
            section.label,
            [Answered(f.label, held.get(f.name, "")) for f in section.fields if f.name != "name"],
        )
        for section in sections()
    ]
    answers = [answer for section in told for answer in section.answers]
    files = attachments_of(candidate)
    is_full = access == Access.FULL
    return Dossier(
        access=access,
        expert=expert,
        interest=interest,
        sections=told if is_full else [],
        files=files if is_full else [],
        answered=sum(bool(answer.text) for answer in answers),
        asked=len(answers),
        file_count=len(files),
    )
