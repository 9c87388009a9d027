"""What a later check of the same grant changes: the earlier verdict stays as it was given."""

from collections.abc import Iterator
from dataclasses import dataclass

from ancrage.catalogue.rules.facts import euros
from ancrage.kernel.text import typeset
from ancrage.stateaid.rules.model import Answer, Verdict
from ancrage.stateaid.rules.words import aid_words

ANSWERS = {Answer.YES: "oui", Answer.NO: "non", Answer.UNKNOWN: "inconnu"}


@dataclass(frozen=True, slots=True)
class Revision:
    """How a verdict differs from an earlier one on the same grant, in French sentences."""

    changed: bool
    sentences: tuple[str, ...]


def revise(old: Verdict, new: Verdict) -> Revision:
    """What changed between two verdicts on one grant: the answer, the group, the aids, the sums."""
    sentences = tuple(map(typeset, _differences(old, new)))
    return Revision(bool(sentences), sentences)


def _differences(old: Verdict, new: Verdict) -> Iterator[str]:
    if old.answer != new.answer:
        before, after = ANSWERS[old.answer], ANSWERS[new.answer]
        yield f"Le verdict était « {before} » ; il est maintenant « {after} »."
    for siren in (siren for siren in new.group if siren not in old.group):
        yield f"Entre dans l’entreprise unique : {siren}. {new.group[siren]}"
    for siren in (siren for siren in old.group if siren not in new.group):
        yield f"Sort de l’entreprise unique : {siren}."
    yield from _aids(old, new)
    if old.used is not None and new.used is not None and old.used != new.used:
        yield f"Les aides comptées passent de {euros(old.used)} à {euros(new.used)}."
    if old.ceiling is not None and new.ceiling is not None and old.ceiling != new.ceiling:
        yield f"Le plafond passe de {euros(old.ceiling)} à {euros(new.ceiling)}."
    for what in (what for what in new.missing if what not in old.missing):
        yield f"Manque désormais : {what}."
    if new.answer != Answer.NO:
        for what in (what for what in old.missing if what not in new.missing):
            yield f"Ne manque plus : {what}."


def _aids(old: Verdict, new: Verdict) -> Iterator[str]:
    before, after = ({counted.aid.code for counted in verdict.counted} for verdict in (old, new))
    for counted in new.counted:
        if counted.aid.code not in before:
            yield f"Aide apprise depuis : {aid_words(counted.aid)}."
    for counted in old.counted:
        if counted.aid.code not in after:
            yield f"Aide qui ne compte plus : {aid_words(counted.aid)}."
