"""What is not known and weighs on a plan, for its page and for the note of deliberation."""

from collections.abc import Iterator

from django.utils.translation import ngettext

from ancrage.allocation.queries.scenarios import unknown_results, unknown_rooms
from ancrage.allocation.seen import Seen


def unknowns(seen: Seen) -> list[str]:
    """How many projects have a result, or a room under State aid, that is not known, and how many
    territories have unknown jobs: a sentence for each that are some."""
    return [sentence % {"n": count} for count, sentence in _counted(seen) if count]


def _counted(seen: Seen) -> Iterator[tuple[int, str]]:
    results = unknown_results(seen.lines) if seen.problem.rules.objective.result else 0
    yield (
        results,
        ngettext(
            "Le résultat attendu de %(n)d projet n’est pas connu : il compte pour zéro.",
            "Les résultats attendus de %(n)d projets ne sont pas connus : ils comptent pour zéro.",
            results,
        ),
    )
    rooms = unknown_rooms(seen.lines)
    yield (
        rooms,
        ngettext(
            "Pour %(n)d projet, ce que les règles des aides d’État lui laissent n’est pas "
            "connu : rien ne le limite ici. Le contrôle se fait avant d’accorder.",
            "Pour %(n)d projets, ce que les règles des aides d’État leur laissent n’est pas "
            "connu : rien ne les limite ici. Le contrôle se fait avant d’accorder.",
            rooms,
        ),
    )
    jobs = sum(1 for part in seen.territories if part.code and part.jobs is None)
    yield (
        jobs,
        ngettext(
            "Emplois industriels inconnus pour %(n)d territoire : l’équité ne le compte pas.",
            "Emplois industriels inconnus pour %(n)d territoires : l’équité ne les compte pas.",
            jobs,
        ),
    )
