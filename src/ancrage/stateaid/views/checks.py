"""Verdicts: their list, the page of one, the letter that it allows."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ancrage.funding.access import Access
from ancrage.funding.queries.financers import financer_name
from ancrage.funding.rules.entries import GRANTED
from ancrage.geography.models import Commune
from ancrage.journal.policy import may, rights
from ancrage.kernel.rights import Where
from ancrage.people.middleware import ActorRequest
from ancrage.requests.words import amount, as_typed
from ancrage.stateaid.access import check_where
from ancrage.stateaid.definitions import regimes
from ancrage.stateaid.documents import read_asked, read_verdict
from ancrage.stateaid.letters import Letter, letter_at
from ancrage.stateaid.models import Check
from ancrage.stateaid.papers import certificate_paper
from ancrage.stateaid.queries.checks import chain_of, undoing_of, visible_to
from ancrage.stateaid.queries.facts import companies_of
from ancrage.stateaid.rules.model import Answer, Asked, Verdict
from ancrage.stateaid.tables import checks_table, counted_table
from ancrage.stateaid.views.common import check_or_404, company_step, home_step, trail
from ancrage.stateaid.words import (
    ANSWERS,
    answer_word,
    company_label,
    invented,
    regime_label,
    sums,
    with_names,
)
from ancrage.ui.links import link
from ancrage.ui.office import KINDS, response

CHECK, ACCEPT, REVISE, TELL = (
    "stateaid.check_grant",
    "stateaid.accept_unknown",
    "stateaid.revise_check",
    "stateaid.tell_terms",
)


@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """The verdicts that one may read."""
    rows = visible_to(request.actor)
    is_invented = rows.filter(is_demonstration=True).exists()
    table = checks_table(request, rows, is_invented=is_invented)
    context = {
        "table": table,
        "may_check": rights().may_enter(request.actor, CHECK),
        "invented": invented(is_invented=is_invented),
        "breadcrumb": trail(request, home_step(request), _("Vérifications")),
    }
    return table.response() or render(request, "stateaid/checks.html", context)


@require_GET
def show(request: ActorRequest, code: str) -> HttpResponse:
    """A verdict as it was given."""
    return page_of(request, check_or_404(request, code))


def page_of(
    request: ActorRequest, check: Check, *, problem: str = "", notice: str = "", status: int = 200
) -> HttpResponse:
    """A verdict: its word, the sums, what was counted, the group, what is missing, what was learnt
    before and after. `problem`, `notice`: what came of what was just asked."""
    verdict = read_verdict(check)
    chain = chain_of(check)
    names = _names(chain)
    regime = regimes().by_code.get(check.regime)
    counted = counted_table(
        request,
        verdict,
        names,
        version=regime.on(check.granted_on) if regime else None,
        is_invented=check.is_demonstration,
    )
    word, badge, meaning = ANSWERS[Answer(check.answer)]
    context = {
        "check": check,
        "problem": problem,
        "notice": notice,
        "reasons": [with_names(one, names) for one in verdict.reasons],
        "missing": [with_names(one, names) for one in verdict.missing],
        "articles": verdict.articles,
        "on": verdict.on,
        "word": word,
        "badge": badge,
        "meaning": meaning,
        "sums": sums(verdict, check.cents),
        "financer": financer_name(check.financer),
        "company": company_label(check.siren, check.name),
        "facts": _facts(check, read_asked(check.asked)),
        "counted": counted,
        "group": _group(verdict, names),
        "chain": [_stage(one, names, is_here=one.pk == check.pk) for one in chain],
        "learnt": with_names(check.revised_by.told, names) if is_revised(check) else "",
        "undone": undoing_of(check),
        "letter": letter_of(check),
        "may": _may(request, check),
        "invented": invented(is_invented=check.is_demonstration),
        "breadcrumb": trail(
            request, home_step(request), company_step(request, check.siren, check.name), check.code
        ),
    }
    return counted.response() or render(request, "stateaid/check.html", context, status=status)


def is_revised(check: Check) -> bool:
    """Whether a later verdict replaces it."""
    return hasattr(check, "revised_by")


def _names(chain: Sequence[Check]) -> dict[str, str]:
    """The names of the companies that successive verdicts are about, as they are known today."""
    sirens: set[str] = set()
    for verdict in map(read_verdict, chain):
        sirens |= {*verdict.group, *(one.aid.siren for one in verdict.counted)}
    names = {code: held.name for code, held in companies_of(sirens).items()}
    return names | {one.siren: one.name for one in chain if one.name}


def _group(verdict: Verdict, names: dict[str, str]) -> list[tuple[str, str]]:
    """The companies of the undertaking, each with why."""
    return [
        (company_label(code, names.get(code, "")), with_names(why, names))
        for code, why in verdict.group.items()
    ]


def _facts(check: Check, asked: Asked) -> list[tuple[str, str]]:
    """What the verdict was asked."""
    told = [
        (_("Montant à accorder"), amount(check.amount_cents)),
        (_("En équivalent-subvention brut"), amount(check.cents)),
        (_("Régime"), regime_label(check.regime)),
        (_("Projet"), asked.project),
        (_("Commune du projet"), _commune(asked.commune)),
        (_("Numéro du financeur"), asked.number),
    ]
    return [(label, value) for label, value in told if value]


def _commune(code: str) -> str:
    """« Bonneville (74042) »; its code alone when it is not ours."""
    found = Commune.objects.filter(pk=code).first() if code else None
    return f"{found.name} ({code})" if found else code


@dataclass(frozen=True, slots=True)
class Stage:
    """A verdict in the chain of those that revise one another."""

    check: Check
    word: str
    told: str
    is_here: bool


def _stage(check: Check, names: dict[str, str], *, is_here: bool) -> Stage:
    return Stage(check, answer_word(check.answer), with_names(check.told, names), is_here)


@dataclass(frozen=True, slots=True)
class Offered:
    """What the reader of a verdict may do next. `answer`: where the conditions of its regime are
    answered; `post`: where its grant is posted; `less`: what may be granted instead, as typed."""

    accept: bool
    revise: bool
    post: str
    answer: str
    declare: bool
    describe: bool
    less: str


def _may(request: ActorRequest, check: Check) -> Offered:
    actor, where = request.actor, check_where(check)
    is_last = not is_revised(check)
    is_open = is_last and check.accepted_at is None and check.answer == Answer.UNKNOWN
    is_granted = check.granted_cents is not None
    may_post = check.dossier is not None and Access(actor, check.dossier).may_post
    is_allowed = check.answer == Answer.YES or check.accepted_at is not None
    return Offered(
        accept=is_open and not is_granted and may(actor, ACCEPT, where),
        revise=is_last and may(actor, REVISE, where),
        post=_grant(request, check) if is_last and is_allowed and may_post else "",
        answer=_answer(request, check, where) if is_last else "",
        declare=is_last and may(actor, "stateaid.declare_aids", where),
        describe=is_last and may(actor, "stateaid.describe_company", where),
        less=_less(check) if is_last and may(actor, CHECK, where) else "",
    )


def _answer(request: ActorRequest, check: Check, where: Where) -> str:
    """Where what the regime asks is answered: the terms of the dossier, or the question again; ""
    for who may not."""
    told = {"regime": check.regime}
    if check.dossier is not None:
        is_told = may(request.actor, TELL, where)
        return link(request, "aid_terms", check.dossier.code, **told) if is_told else ""
    told |= {"siren": check.siren, "financer": check.financer, "on": check.granted_on.isoformat()}
    return link(request, "aid_check_new", **told) if may(request.actor, CHECK, where) else ""


def _grant(request: ActorRequest, check: Check) -> str:
    """Where the grant that a verdict allows is posted, with what was asked; "" once it was."""
    if check.dossier is None or check.granted_cents is not None:
        return ""
    told = {"stade": GRANTED, "montant": as_typed(check.amount_cents), "jour": check.granted_on}
    return link(request, "dossier_post", check.dossier.code, **told)


def _less(check: Check) -> str:
    """The amount to be asked again, as one types it, when only a part may be granted."""
    is_part = check.answer == Answer.NO and bool(check.most) and check.dossier is not None
    return as_typed(check.most) if is_part else ""


def letter_of(check: Check) -> Letter | None:
    """What the letter to the company quotes; None when nothing may be told to it: a refusal, an
    unknown that nobody accepted, a verdict that another replaced before anything was granted upon
    it, a regime without a letter."""
    is_allowed = check.answer == Answer.YES or check.accepted_at is not None
    is_told = check.granted_cents is not None or (is_allowed and not is_revised(check))
    return letter_at(check.regime, check.granted_on) if is_told else None


@require_GET
def certificate(request: ActorRequest, code: str, written: str) -> HttpResponse:
    """The letter to the company, as a document."""
    check = check_or_404(request, code)
    letter = letter_of(check)
    if letter is None or written not in KINDS:
        raise Http404(_("Aucune lettre ne peut être adressée à l’entreprise sur ce verdict."))
    paper = certificate_paper(
        check,
        read_verdict(check),
        letter,
        financer=financer_name(check.financer),
        on=timezone.localdate(),
    )
    return response(paper, kind=written, filename=f"aide-de-minimis-{check.code}")
