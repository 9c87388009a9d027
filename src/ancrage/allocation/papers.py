"""The note of deliberation: what a committee reads of a scenario, in words and in figures."""

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ancrage.allocation.cautions import unknowns
from ancrage.allocation.compare_page import Compared, change_of
from ancrage.allocation.engine.model import Dimension
from ancrage.allocation.models import Scenario
from ancrage.allocation.plan_words import (
    changes_in_words,
    costs_in_words,
    held_in_words,
    more_in_words,
)
from ancrage.allocation.queries.parts import Part, parts_of, whole_of, worst_off
from ancrage.allocation.seen import Seen
from ancrage.allocation.tables import part_name, source_of
from ancrage.allocation.words import DIMENSION_WORDS, objective_in_words, rules_in_words
from ancrage.funding.queries.financers import financer_name
from ancrage.funding.words.money import signed
from ancrage.kernel.text import long_date, typeset
from ancrage.ui.formats import UNKNOWN, number, with_unit
from ancrage.ui.papers import Block, Facts, Grid, Heading, Paper, Text, as_pdf

INVENTED = "Démonstration : ce document est inventé."


def note_blocks(scenario: Scenario) -> list[Block]:
    """The blocks of the note of a scenario; without a plan, what is shared and its rules."""
    seen = Seen(scenario)
    return list(_blocks(seen))


def note_pdf(scenario: Scenario, *, day: dt.date) -> bytes:
    """The note as a PDF."""
    return as_pdf(
        Paper(
            title=_("Note de délibération"),
            subtitle=f"{scenario.name} ({scenario.code})",
            blocks=note_blocks(scenario),
            source=typeset(source_of(scenario)),
            as_of=day,
            as_of_words=long_date(day),
            notices=[typeset(INVENTED)] if scenario.is_demonstration else [],
        )
    )


def _blocks(seen: Seen) -> Iterator[Block]:
    yield Heading(1, _("Répartition : %s") % seen.scenario.name)
    yield from _shared(seen)
    yield from _rules(seen)
    if not seen.has_plan:
        yield Text(_("Aucun plan n’est calculé pour ce scénario."))
        return
    yield from _proof(seen)
    yield from _unknowns(seen)
    yield from _parts(seen)
    yield from _gains(seen)
    yield from _costs(seen)
    yield from _changes(seen)
    yield from _grants(seen)


def _shared(seen: Seen) -> Iterator[Block]:
    scenario, rules = seen.scenario, seen.problem.rules
    whole = whole_of(seen.lines)
    by = DIMENSION_WORDS.get(scenario.delegates_by)
    yield Heading(2, _("Ce qui est partagé"))
    told = [
        (_("Enveloppe"), scenario.envelope.name if scenario.envelope else _("aucune")),
        (_("Financeur"), financer_name(scenario.financer)),
        (_("À répartir"), signed(rules.envelope)),
        (_("Gardé en réserve"), signed(rules.reserve) if rules.reserve else _("rien")),
        (_("Demandé"), _asked(whole)),
    ]
    if seen.has_plan:
        rest = rules.envelope - rules.reserve - whole.granted
        told += [
            (_("Attribué"), signed(whole.granted)),
            (_("Reste à attribuer"), signed(rest)),
            (_("Projets servis"), f"{number(whole.served)} / {number(whole.projects)}"),
        ]
    if by:
        told.append((_("Crédits délégués"), _("une part par %s") % str(by).lower()))
    yield Facts(told)
    if scenario.note:
        yield Text(scenario.note)


def _asked(whole: Part) -> str:
    told = ngettext("%(euros)s pour %(n)s projet", "%(euros)s pour %(n)s projets", whole.projects)
    return told % {"euros": signed(whole.asked), "n": number(whole.projects)}


def _rules(seen: Seen) -> Iterator[Block]:
    yield Heading(2, _("Les règles du partage"))
    yield Text(objective_in_words(seen.problem.rules.objective))
    rules = rules_in_words(seen.problem, seen.labels)
    rows = [[rule.title, rule.sentence] for rule in rules]
    yield Grid(_("Chaque règle, et ce qu’elle dit"), [_("Règle"), _("Ce qu’elle dit")], rows)
    linked = sum(1 for one in seen.problem.projects if one.requires)
    if linked:
        yield Text(_("Projets qui n’ont d’aide que si un autre en a une : %s.") % number(linked))


def _proof(seen: Seen) -> Iterator[Block]:
    if seen.plan is None:
        return
    yield Heading(2, _("Est-ce le meilleur partage ?"))
    if not seen.is_answered:
        yield Text(_("Attention : projets ou règles ont changé depuis ce plan."))
    yield Text(seen.proof)
    worst = worst_off(seen.territories)
    if worst and worst.per_job is not None:
        told = {"name": _name(seen, worst, "territory"), "euros": _per_job(worst)}
        sentence = _(
            "Le territoire le moins bien servi, %(name)s, reçoit %(euros)s par emploi industriel."
        )
        yield Text(sentence % told)


def _unknowns(seen: Seen) -> Iterator[Block]:
    told = unknowns(seen)
    if told:
        yield Heading(2, _("Ce qui n’est pas connu"))
        yield from map(Text, told)


def _parts(seen: Seen) -> Iterator[Block]:
    yield Heading(2, _("Le plan par territoire et par besoin"))
    headings = [_("Projets"), _("Servis"), _("Demandé"), _("Attribué")]
    rows = [[*_row(seen, part, "territory"), _per_job(part)] for part in seen.territories]
    yield Grid(
        _("Par territoire (par emploi industriel : estimation)"),
        [_("Territoire"), *headings, _("Par emploi")],
        rows,
        figures=(1, 2, 3, 4, 5),
    )
    needs = [_row(seen, part, "need") for part in parts_of(seen.lines, "need")]
    yield Grid(_("Par besoin"), [_("Besoin"), *headings], needs, figures=(1, 2, 3, 4))


def _row(seen: Seen, part: Part, dimension: Dimension) -> list[str]:
    counts = [number(part.projects), number(part.served)]
    return [_name(seen, part, dimension), *counts, signed(part.asked), signed(part.granted)]


def _name(seen: Seen, part: Part, dimension: Dimension) -> str:
    return part_name(part, dimension, seen.labels)


def _per_job(part: Part) -> str:
    return UNKNOWN if part.per_job is None else with_unit(part.per_job / 100, "€", 2)


def _gains(seen: Seen) -> Iterator[Block]:
    """Who gains and who loses against the scenario that it was copied from."""
    parent = seen.scenario.parent
    before = Seen(parent) if parent else None
    if before is None or not before.has_plan:
        return
    found = Compared([before, seen])
    yield Heading(2, _("Qui gagne, qui perd"))
    yield Text(_("En comparaison du scénario « %s ».") % before.scenario.name)
    rows = [
        [
            found.labels.of("territory", one.value) if one.value else _("non précisé"),
            *(signed(cents) for cents in one.granted),
            signed(change_of(one)),
        ]
        for one in sorted(found.found.shares, key=change_of)
        if one.dimension == "territory" and change_of(one)
    ]
    if not rows:
        yield Text(_("Chaque territoire reçoit autant."))
        return
    yield Grid(
        _("Les territoires qui ne reçoivent pas autant"),
        [_("Territoire"), _("Avant"), _("Ici"), _("Écart")],
        rows,
        figures=(1, 2, 3),
    )


def _costs(seen: Seen) -> Iterator[Block]:
    if seen.plan is None or not seen.has_costs:
        return
    answers = seen.scenario.answers
    yield Heading(2, _("Ce que coûte chaque règle"))
    told = costs_in_words(seen.problem, seen.plan, answers)
    yield from (Text(sentence) for sentence in told)
    if not told:
        yield Text(_("Aucune règle ne coûte de résultats : sans elles, le plan vaudrait autant."))
    more = list(more_in_words(seen.problem, seen.plan, answers, seen.labels))
    if more:
        yield Heading(2, _("Un million d’euros de plus"))
        yield from (Text(sentence) for sentence in more)


def _changes(seen: Seen) -> Iterator[Block]:
    told = changes_in_words(seen.problem, seen.labels, seen.reasons)
    if not told or seen.plan is None:
        return
    yield Heading(2, _("Changé à la main"))
    yield from (Text(sentence) for sentence in told)
    last = held_in_words(seen.problem, seen.plan, seen.scenario.answers, seen.labels)
    if last:
        yield Text(last)


def _grants(seen: Seen) -> Iterator[Block]:
    yield Heading(2, _("Les projets servis"))
    served = [line for line in seen.lines if line.granted]
    rows = [
        [
            line.name or line.code,
            line.territory_name or _("non précisé"),
            signed(line.asked),
            signed(line.granted or 0),
        ]
        for line in served
    ]
    headings = [_("Projet"), _("Territoire"), _("Demandé"), _("Attribué")]
    yield Grid(_("Ce que reçoit chacun"), headings, rows, figures=(2, 3))
    left = len(seen.problem.projects) - len(rows)
    if left:
        yield Text(_("Projets sans aide dans ce plan : %s.") % number(left))
