"""What makes a question impossible, said before any search, with the cause by its name."""

from collections.abc import Iterator, Sequence

from ancrage.antennas.engine.model import NoPlanError, Objective, Place, Question
from ancrage.kernel.text import typeset

NAMED = 3


def check(question: Question, places: Sequence[Place]) -> None:
    """NoPlanError with every reason why nothing can answer."""
    reasons = list(_reasons(question, places))
    if reasons:
        raise NoPlanError(typeset(" ".join(reasons)))


def _reasons(question: Question, places: Sequence[Place]) -> Iterator[str]:
    known = {place.siren: place for place in places}
    yield from _count_reasons(question, known)
    yield from _radius_reasons(question)
    for word, sirens in (("garder", question.kept), ("exclure", question.excluded)):
        strange = sorted(sirens - known.keys())
        if strange:
            yield f"Intercommunalité à {word} inconnue : {', '.join(strange)}."
    both = sorted(question.kept & question.excluded)
    if both:
        names = ", ".join(known[siren].name if siren in known else siren for siren in both)
        yield f"À la fois gardée et exclue : {names}."
    yield from _capacity_reasons(question, places)


def _count_reasons(question: Question, known: dict[str, Place]) -> Iterator[str]:
    if question.count < 1:
        yield "Il faut au moins une antenne."
    if len(question.kept) > question.count:
        yield (
            f"{len(question.kept)} antennes à garder pour {question.count} en tout : "
            "augmentez le nombre ou gardez-en moins."
        )
    left = len(known.keys() - question.excluded)
    if question.count > left:
        yield f"{question.count} antennes pour {left} intercommunalités qui peuvent en accueillir."


def _radius_reasons(question: Question) -> Iterator[str]:
    if question.radius_km is None and question.objective is Objective.COVERAGE:
        yield "La couverture demande un rayon en kilomètres, ou une durée en minutes."
    if question.radius_km is not None and not 0 < question.radius_km <= 20_100:
        yield "Le rayon doit être positif, et d’au plus 20 100 km."


def _capacity_reasons(question: Question, places: Sequence[Place]) -> Iterator[str]:
    capacity = question.capacity
    if capacity is None:
        return
    if capacity < 1:
        yield "La capacité d’une antenne doit être d’au moins 1 emploi."
        return
    if question.objective is Objective.COVERAGE:
        return
    large = sorted(
        (place for place in places if (place.jobs or 0) > capacity),
        key=lambda place: (-(place.jobs or 0), place.siren),
    )
    if large:
        names = ", ".join(f"{place.name} ({place.jobs} emplois)" for place in large[:NAMED])
        more = f" et {len(large) - NAMED} autres" if len(large) > NAMED else ""
        yield f"Plus d’emplois que la capacité d’une antenne ({capacity}) : {names}{more}."
    total = sum(place.jobs or 0 for place in places)
    if question.count * capacity < total:
        needed = -(-total // capacity)
        yield (
            f"{question.count} antennes de {capacity} emplois ne peuvent en servir {total} : "
            f"il en faudrait au moins {needed}."
        )
