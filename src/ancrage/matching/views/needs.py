"""« Besoins et réponses » of a territory: its diagnosis, what answers, the tandem's words."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from ancrage.catalogue.queries import vocabulary
from ancrage.geography import queries as places
from ancrage.geography.models import Territory
from ancrage.matching import definitions
from ancrage.matching.access import may_declare
from ancrage.matching.actions.needs import declare_need
from ancrage.matching.forms import NeedForm
from ancrage.matching.models import NeedStatement
from ancrage.matching.queries.answers import answers_for_territory
from ancrage.matching.queries.diagnosis import Diagnosis, NeedPart, beside_of, diagnosis_of
from ancrage.matching.rules.signals import PLACES
from ancrage.matching.shown import needs_cautions, shown_needs, shown_results
from ancrage.matching.views.common import Trail, attempt
from ancrage.people.middleware import ActorRequest
from ancrage.people.queries import names_of
from ancrage.ui.links import link

FIRST = 3
"""How many measures open the page."""


def territory_needs(request: ActorRequest, version: str, code: str) -> HttpResponse:
    """The page of a territory."""
    territory = territory_or_404(version, code)
    diagnosis = diagnosis_of(territory, actor=request.actor, day=request.as_at.date)
    is_in_force = places.in_force([territory.version], on=diagnosis.day) is not None
    answers = answers_for_territory(diagnosis, is_in_force=is_in_force)
    choices = dict(vocabulary()["applicant"].choices)
    basket = diagnosis.basket
    needs = {need.code: need for need in shown_needs(request, answers, basket, choices)}
    kept = [result for result in answers.first if result.order[0] < 2][:FIRST]
    context = {
        "territory": territory,
        "diagnosis": diagnosis,
        "simulated": territory.version.is_simulated,
        "parts": [(part, needs[part.need.code], _words(part)) for part in diagnosis.parts],
        "first": shown_results(request, kept, answers, basket, choices),
        "cautions": needs_cautions(diagnosis, is_in_force=is_in_force),
        "levels": definitions.levels(),
        "places": PLACES,
        "may_declare": may_declare(request.actor, diagnosis.scope),
        "names": _names(request, diagnosis),
        "breadcrumb": [*_trail(request, territory), (_("Besoins et réponses"), "")],
    }
    return render(request, "matching/needs.html", context)


def territory_declare(request: ActorRequest, version: str, code: str, need: str) -> HttpResponse:
    """What the tandem says of one need: its form, beside the public figures."""
    territory = territory_or_404(version, code)
    day = timezone.localdate()
    diagnosis = diagnosis_of(territory, actor=request.actor, day=day)
    part = diagnosis.part(need)
    if part is None or not may_declare(request.actor, diagnosis.scope):
        raise Http404
    form = NeedForm(request.POST or None, initial=_initial(part))
    back = link(request, "territory_needs", version, code)

    def shown(status: int) -> HttpResponse:
        title = _("%(need)s : ce qu’en dit le binôme") % {"need": part.need.name}
        context = {
            "form": form,
            "part": part,
            "territory": territory,
            "title": title,
            "levels": definitions.levels(),
            "places": PLACES,
            "back": back,
            "is_stale": status == 409,
            "breadcrumb": [
                *_trail(request, territory),
                (_("Besoins et réponses"), back),
                (title, ""),
            ],
        }
        return render(request, "matching/declare.html", context, status=status)

    return attempt(
        form,
        lambda: declare_need(
            by=request.actor,
            now=timezone.now(),
            territory=diagnosis.scope,
            need=need,
            revision=form.cleaned_data["revision"],
            words=form.said,
            beside=beside_of(part),
        ),
        done=f"{back}#{need}",
        shown=shown,
    )


def territory_or_404(version: str, code: str) -> Territory:
    """The territory of the address."""
    found = places.find_territory(version=version, code=code)
    if found is None:
        raise Http404(_("Aucun territoire ne porte ces codes."))
    return found


def _initial(part: NeedPart) -> dict[str, Any]:
    last = part.statement
    if last is None:
        return {"revision": part.told.revision, "level": part.suggested, "stance": "confirms"}
    names = ("revision", "level", "stance", "words", "is_private")
    return {name: getattr(last, name) for name in names}


def _words(part: NeedPart) -> dict[str, str]:
    """The tandem's stance, in words, of each revision."""
    stances = dict(NeedStatement.STANCES)
    return {str(row.revision): stances[row.stance] for row in part.told.history}


def _names(request: ActorRequest, diagnosis: Diagnosis) -> dict[str, str]:
    """Who wrote, for the tandem itself."""
    if not may_declare(request.actor, diagnosis.scope):
        return {}
    return names_of(row.declared_by for part in diagnosis.parts for row in part.told.history)


def _trail(request: ActorRequest, territory: Territory) -> Trail:
    version = territory.version
    return [
        (version.marked_name, link(request, "territories", liste=version.code)),
        (territory.name, link(request, "territory", version.code, territory.code)),
    ]
