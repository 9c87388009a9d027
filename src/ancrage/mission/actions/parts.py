"""What several commands do as a part of themselves."""

from django.db.models import QuerySet

from ancrage.journal.command import unjournalled
from ancrage.mission.models import Candidate, Reading, Remark, Settlement


@unjournalled("une partie de la commande qui écarte des lectures")
def put_aside(*, readings: "QuerySet[Reading]", reason: str) -> list[str]:
    """Make readings no longer count; returns which.

    What had been settled from them no longer holds, nor does the discussion, which would tell the
    next reader the marks of the one who stays. Both are in the journal.
    """
    held = list(readings.select_related("candidate").select_for_update())
    touched = [reading.candidate_id for reading in held]
    Reading.objects.filter(pk__in=[reading.pk for reading in held]).update(
        state=Reading.SET_ASIDE, reason=reason
    )
    Settlement.objects.filter(candidate__in=touched).delete()
    Remark.objects.filter(candidate__in=touched).delete()
    return [reading_reference(reading=reading) for reading in held]


def reading_reference(*, reading: Reading) -> str:
    """What the journal calls a reading."""
    return f"{reading.candidate.reference}#{reading.pk}"


@unjournalled("une simple lecture, que rien ne change avant la fin de la commande")
def locked_candidate(*, candidate: Candidate) -> Candidate:
    """The candidate as it is now, with its mission, kept from other changes."""
    held = Candidate.objects.select_for_update().select_related("mission")
    return held.get(pk=candidate.pk)
