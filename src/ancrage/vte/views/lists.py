"""The public pages: the missions with their map, their feed, the rules, the counters."""

import datetime as dt

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ancrage.geography.queries import region_names
from ancrage.journal.policy import rights
from ancrage.kernel.quality import Quality
from ancrage.kernel.rights import Actor
from ancrage.people.middleware import ActorRequest
from ancrage.ui.figures import Figure
from ancrage.ui.formats import french_date
from ancrage.ui.links import link
from ancrage.ui.maps import download
from ancrage.vte.definitions import ceiling_on, claims, limits_on, schemes, sizes_on, sources
from ancrage.vte.map_figures import offers_map
from ancrage.vte.models import Offer
from ancrage.vte.queries.counts import by_region, by_territory, by_year, lines, whole
from ancrage.vte.queries.offers import mine, published
from ancrage.vte.rules.counts import Counts
from ancrage.vte.rules.schemes import Scheme
from ancrage.vte.tables import COUNTED, OUTSIDE, counts_table, offers_table
from ancrage.vte.views.common import place_names, trail

FEED_LENGTH = 100
POST = "vte.post"


@require_GET
def missions(request: ActorRequest) -> HttpResponse:
    """The missions that can be answered today, searched and filtered; their map."""
    today = timezone.localdate()
    held = list(published(today).order_by("starts_on", "code"))
    places = place_names(held)
    table = offers_table(request, rows=held, regions=region_names(), places=places)
    file = table.response()
    if file:
        return file
    context = {
        "table": table,
        "map": offers_map(request, table.rows, places=places, table_id=table.element_id, day=today)
        if held
        else None,
        "feed": link(None, "vte_feed"),
        "may_post": _may_post(request.actor),
        "has_own": _has_own(request.actor),
        "is_demonstration": any(offer.is_demonstration for offer in held),
        "breadcrumb": trail(request)[:1],
    }
    return render(request, "vte/missions.html", context)


@require_GET
def map_file(request: ActorRequest, kind: str) -> HttpResponse:
    """The map of the missions as a file, SVG or PNG."""
    today = timezone.localdate()
    held = list(published(today))
    figure = offers_map(request, held, places=place_names(held), table_id="", day=today)
    return download(figure, kind=kind, filename="missions-vte")


@require_GET
def feed(request: ActorRequest) -> HttpResponse:
    """The missions published last, as an Atom feed; `region` and `territoire` narrow it."""
    held = published(timezone.localdate()).order_by("-published_at", "code")
    asked = (request.GET.get(name, "") for name in ("region", "territoire"))
    region, territory = (value.replace("\x00", "") for value in asked)
    held = held.filter(region=region) if region else held
    held = held.filter(territory=territory) if territory else held
    address = request.build_absolute_uri(link(None, "vte_missions"))
    made = Atom1Feed(
        title=_("Missions VTE ouvertes"),
        link=address,
        description=_("Déclarées par les entreprises, publiées par le référent de Bpifrance."),
        language="fr",
        feed_url=request.build_absolute_uri(),
    )
    for offer in held[:FEED_LENGTH]:
        _entry(request, made, offer)
    return HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml")


def _entry(request: ActorRequest, made: Atom1Feed, offer: Offer) -> None:
    address = request.build_absolute_uri(link(None, "vte_mission", offer.code))
    title = f"{offer.title} – {offer.company_name}"
    made.add_item(
        title=_("Démonstration : %s") % title if offer.is_demonstration else title,
        link=address,
        unique_id=address,
        description=f"{offer.commune_name}, {offer.contract_words}. {offer.description}",
        pubdate=offer.published_at,
        updateddate=offer.moved_at,
    )


@require_GET
def own(request: ActorRequest) -> HttpResponse:
    """The missions that the reader writes or checks, in every state."""
    held = list(mine(request.actor).order_by("-moved_at", "code"))
    table = offers_table(
        request, rows=held, regions=region_names(), places=place_names(held), with_state=True
    )
    file = table.response()
    if file:
        return file
    context = {
        "table": table,
        "may_post": _may_post(request.actor),
        "breadcrumb": trail(request, _("Vos missions")),
    }
    return render(request, "vte/own.html", context)


@require_GET
def rules(request: ActorRequest) -> HttpResponse:
    """The conditions of the label and of the aids on a day, with where they are read."""
    day = request.as_at.date
    context = {
        "schemes": [
            (scheme, scheme.period.holds(day), _sourced(scheme)) for scheme in schemes().values()
        ],
        "sizes": sizes_on(day),
        "size_lines": [limits.in_words for limits in limits_on(day)],
        "size_source": sources()[sizes_on(day)["source"]],
        "ceiling": ceiling_on(day),
        "day": day,
        "breadcrumb": trail(request, _("Règles")),
    }
    return render(request, "vte/rules.html", context)


def _sourced(scheme: Scheme) -> dict[str, object]:
    """A scheme's conditions and amounts, each with the source that tells it."""
    held = sources()
    return {
        "criteria": [(c, held.get(c.source)) for c in scheme.criteria],
        "amounts": [(a, held.get(a.source)) for a in scheme.amounts],
        "period": held.get(scheme.period.source),
        "state_aid": held.get(scheme.state_aid_source),
    }


@require_GET
def counters(request: ActorRequest) -> HttpResponse:
    """How many missions and aids, by territory, region and year; what others have counted."""
    held = lines()
    tables = [
        counts_table(
            request,
            rows=by_territory(held, outside=OUTSIDE.capitalize()),
            by=_("territoire"),
            label=_("Territoire"),
            prefix="territoire",
        ),
        counts_table(
            request,
            rows=by_region(held, names=region_names(), unknown=_("Inconnue")),
            by=_("région"),
            label=_("Région"),
            prefix="region",
        ),
        counts_table(request, rows=by_year(held), by=_("année"), label=_("Année"), prefix="annee"),
    ]
    file = next(filter(None, (table.response() for table in tables)), None)
    if file:
        return file
    context = {
        "tables": tables if held else [],
        "figures": figures(whole(held), timezone.localdate()),
        "claims": claims(),
        "is_demonstration": Offer.objects.filter(is_demonstration=True).exists(),
        "breadcrumb": trail(request, _("Compteurs")),
    }
    return render(request, "vte/counters.html", context)


def figures(counts: Counts, day: dt.date) -> list[Figure]:
    """The counters of the whole country, each with what it is."""
    return [
        Figure(
            value=getattr(counts, name),
            label=words.capitalize(),
            as_of=french_date(day),
            source=_("déclarations faites sur ce site"),
            quality=Quality.DECLARED,
        )
        for name, words in COUNTED.items()
    ]


def _may_post(actor: Actor) -> bool:
    return actor.is_person and rights().may_enter(actor, POST)


def _has_own(actor: Actor) -> bool:
    return actor.is_person and mine(actor).exists()
