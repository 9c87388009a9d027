"""A verdict in French sentences: what follows, the sums, then the law and how it is read."""

from collections.abc import Iterator, Sequence

from ancrage.catalogue.rules.basket import Certainty
from ancrage.catalogue.rules.facts import euros
from ancrage.kernel.text import long_date
from ancrage.stateaid.rules.ceilings import window_of
from ancrage.stateaid.rules.context import Context
from ancrage.stateaid.rules.groups import is_public
from ancrage.stateaid.rules.model import Answer, Verdict
from ancrage.stateaid.rules.needs import Needs
from ancrage.stateaid.rules.regimes import Kind, Version
from ancrage.stateaid.rules.spans import Line, Span


def reasons_of(
    context: Context,
    version: Version | None,
    lines: Sequence[Line],
    held: Needs,
    verdict: Verdict,
) -> tuple[str, ...]:
    """Why the verdict is what it is: what follows, the sums, the nearest to refuse first, the
    window and the group, then the law and how it is read."""
    nearest = sorted(lines, key=lambda line: (line.at_most_free is None, line.at_most_free or 0))
    sentences = [
        *_end(context, nearest, verdict),
        *(f"{refusal}." for refusal in held.refusals),
        *(_line(line) for line in nearest),
        *_window(context, version),
        *_group(context, version),
        *_law(context, version),
    ]
    return tuple(sentences)


def _law(context: Context, version: Version | None) -> Iterator[str]:
    if version is None:
        return
    name = context.regimes.name(version.regime)
    source = context.regimes.sources[version.source]
    yield f"Régime : {name}. Texte : {source.title}."
    if version.certainty != Certainty.OFFICIAL:
        yield "Les chiffres de ce régime restent à vérifier sur le texte."
    yield from version.notes


def _window(context: Context, version: Version | None) -> Iterator[str]:
    window = window_of(context, version) if version else None
    if window is None:
        return
    first, last = long_date(window.first), long_date(window.last)
    if window.is_known:
        yield f"Les aides reçues du {first} au {last} comptent."
    else:
        sure = long_date(window.sure)
        yield (
            f"Les aides reçues du {sure} au {last} comptent ; celles reçues depuis le {first} "
            "comptent selon la date de clôture de l’exercice, qui n’est pas connue."
        )


def _group(context: Context, version: Version | None) -> Iterator[str]:
    if version is None or version.kind != Kind.CEILING:
        return
    others = len(context.group) - 1
    if others:
        companies = "une autre société" if others == 1 else f"{others} autres sociétés"
        yield f"L’entreprise unique compte {companies} au {long_date(context.asked.on)}."
    else:
        yield f"Aucune société liée n’est connue au {long_date(context.asked.on)}."
    held = {link.holder for link in context.links if link.held in context.group}
    for siren in sorted(filter(is_public, held)):
        yield f"{siren} est une personne publique : ce qu’elle détient par ailleurs n’est pas lié."
    yield "Les liens par une personne physique ne sont pas suivis."


def _line(line: Line) -> str:
    told = f"{line.words} : {_ceiling(line.ceiling)} ; aides comptées : {_amount(line.used)}"
    if line.used.is_exact and line.ceiling.is_exact and line.surely_free is not None:
        free = line.surely_free
        rest = f"reste {euros(free)}" if free >= 0 else f"dépassé de {euros(-free)}"
        return f"{told} ; {rest} ({line.article})."
    return f"{told} ({line.article})."


def _ceiling(span: Span) -> str:
    """« 300 000 € », « à établir, il manque : Coûts admissibles du projet »."""
    if span.low or span.is_exact:
        return _amount(span)
    return f"à établir, il manque : {' ; '.join(span.missing)}"


def _amount(span: Span) -> str:
    """« 300 000 € », « entre 0 € et 300 000 € », « au moins 12 000 € »."""
    if span.is_exact:
        return euros(span.low)
    if span.high is None:
        return f"au moins {euros(span.low)}" if span.low else "montant inconnu"
    return f"entre {euros(span.low)} et {euros(span.high)}"


def _end(context: Context, lines: Sequence[Line], verdict: Verdict) -> Iterator[str]:
    cents = context.asked.cents
    for line in lines:
        free = line.at_most_free
        if line.refuses(cents) and free is not None:
            left = euros(max(0, free))
            yield f"Les {euros(cents)} demandés dépassent le reste ({left}) : {line.words}."
    if verdict.answer == Answer.NO and any(line.refuses(cents) for line in lines):
        yield "Une aide qui dépasse un plafond ne bénéficie pas du régime, même pour une partie."
    if verdict.answer == Answer.NO and verdict.most:
        yield f"Jusqu’à {euros(verdict.most)} peuvent être octroyés."
    if verdict.answer == Answer.YES:
        yield f"Les {euros(cents)} demandés peuvent être octroyés."
