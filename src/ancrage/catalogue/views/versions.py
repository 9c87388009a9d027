"""The versions of the basket: all of them, one with its measures, two side by side."""

from collections import Counter

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from ancrage.catalogue.files import KINDS
from ancrage.catalogue.models import BasketVersion
from ancrage.catalogue.queries import basket, basket_at, versions
from ancrage.catalogue.queries.drafts import drafts_visible_to
from ancrage.catalogue.queries.owners import owner_names
from ancrage.catalogue.queries.territories import offer_of
from ancrage.catalogue.rules.basket import Basket
from ancrage.catalogue.rules.comparison import compare
from ancrage.catalogue.rules.words import CERTAINTIES
from ancrage.catalogue.tables import measures_table, territory_table
from ancrage.catalogue.views.common import trail, version_or_404
from ancrage.catalogue.words import state_of
from ancrage.geography.queries import find_territory
from ancrage.journal.policy import may
from ancrage.people.middleware import ActorRequest
from ancrage.people.queries import names_of
from ancrage.ui.links import link


def index(request: ActorRequest) -> HttpResponse:
    """Every version, the most recent first, and the drafts for those who may read them."""
    held = versions()
    context = {
        "versions": [(one, _certainties(one)) for one in reversed(held)],
        "current": basket_at(request.as_at.date).code,
        "drafts": [(d, state_of(d.state)) for d in drafts_visible_to(request.actor)],
        "last_two": [one.code for one in held[-2:]],
        "may_start": may(request.actor, "catalogue.start"),
        "breadcrumb": trail(request, (_("Versions"), "")),
    }
    return render(request, "catalogue/versions.html", context)


def show(request: ActorRequest, code: str) -> HttpResponse:
    """One version: its dates, who wrote it and why, its measures in a table."""
    held = version_or_404(code)
    measures = list(held.measures.values())
    table = measures_table(
        request, basket=held, measures=measures, owners=owner_names(held, measures)
    )
    file = table.response()
    if file:
        return file
    written = BasketVersion.objects.filter(pk=code).first()
    before = [one.code for one in versions() if one.valid_from < held.valid_from]
    context = {
        "version": held,
        "certainties": _certainties(held),
        "announced": [(n, [held.sources[s] for s in codes]) for n, codes in held.counts.items()],
        "priorities": [
            (p, [held.needs[n].name for n in p.needs], held.sources[p.source])
            for p in held.priorities.values()
        ],
        "written": written,
        "who": _who(written),
        "before": before[-1] if before else "",
        "table": table,
        "files": [(name, kind.label) for name, kind in KINDS.items()],
        "breadcrumb": trail(
            request, (_("Versions"), link(request, "basket_versions")), (held.title, "")
        ),
    }
    return render(request, "catalogue/version.html", context)


def comparison(request: ActorRequest) -> HttpResponse:
    """What differs between two versions, field by field."""
    held = versions()
    before = _asked(request, "avant", held[-2] if len(held) > 1 else held[0])
    after = _asked(request, "apres", held[-1])
    context = {
        "versions": held,
        "comparison": compare(before, after),
        "breadcrumb": trail(
            request, (_("Versions"), link(request, "basket_versions")), (_("Comparaison"), "")
        ),
    }
    return render(request, "catalogue/comparison.html", context)


def territory(request: ActorRequest, version: str, code: str) -> HttpResponse:
    """What a given territory can get, by need, and in a table."""
    found = find_territory(version=version, code=code)
    if found is None:
        raise Http404(_("Aucun territoire ne porte ces codes."))
    offer = offer_of(found, day=request.as_at.date)
    owners = owner_names(offer.basket, [held.measure for held in offer.measures])
    table = territory_table(
        request, basket=offer.basket, rows=offer.measures, owners=owners, name=found.name
    )
    file = table.response()
    if file:
        return file
    context = {
        "territory": found,
        "offer": offer,
        "owners": owners,
        "needs": [
            (need, [held for held in offer.open if need.code in held.measure.needs])
            for need in offer.basket.needs.values()
        ],
        "table": table,
        "breadcrumb": [
            (found.name, link(request, "territory", version, code)),
            (_("Ce qu’il peut obtenir"), ""),
        ],
    }
    return render(request, "catalogue/territory.html", context)


def _asked(request: ActorRequest, name: str, otherwise: Basket) -> Basket:
    return basket(request.GET.get(name, "").replace("\x00", "")) or otherwise


def _certainties(held: Basket) -> list[tuple[str, str, int]]:
    """How many measures are of each certainty: (word, kind of badge, number)."""
    counts = Counter(measure.certainty for measure in held.own)
    return [(word, kind, counts[c]) for c, (word, kind, _meaning) in CERTAINTIES.items()]


def _who(written: BasketVersion | None) -> str:
    if written is None or not written.published_by:
        return ""
    return names_of([written.published_by]).get(written.published_by, "")
