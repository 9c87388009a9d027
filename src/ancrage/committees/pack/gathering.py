"""A pack gathered from what the site's own pages are made from: no figure is computed here."""

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _

from ancrage.committees.pack.asking import Agenda, asked_for, followed_up
from ancrage.committees.pack.changes import changes
from ancrage.committees.pack.content import Content, Said, Section, clean
from ancrage.committees.pack.drawing import territory_map
from ancrage.committees.pack.frame import Frame
from ancrage.committees.pack.money import money
from ancrage.committees.pack.readers import READS
from ancrage.committees.pack.standing import standing
from ancrage.committees.pack.summing import in_brief
from ancrage.kernel.rights import ScopeKind
from ancrage.roadmaps.definitions import parameters_at
from ancrage.roadmaps.portfolio_table import INVENTED
from ancrage.ui.formats import french_date

Progress = Callable[[str, float], None]


def gather(
    frame: Frame,
    *,
    title: str,
    subtitle: str,
    agenda: Agenda,
    site: str,
    notices: Sequence[str] = (),
    progress: Progress = lambda _step, _share: None,
) -> Content:
    """The pack of a perimeter on a day. `site`: where the addresses of the pages are."""
    sections = []
    parts: Sequence[tuple[str, Callable[[], Section]]] = (
        (_("les chiffres d’ensemble"), lambda: in_brief(frame)),
        (_("les décisions demandées"), lambda: asked_for(frame, agenda)),
        (_("les conditions posées"), lambda: followed_up(frame, agenda)),
        (_("ce qui a changé"), lambda: changes(frame)),
        (_("ce qui est en retard ou à risque"), lambda: standing(frame)),
        (_("l’argent"), lambda: money(frame)),
        (_("la carte"), lambda: _where(frame)),
    )
    for rank, (step, make) in enumerate(parts):
        progress(step, rank / len(parts))
        sections.append(make())
    invented = [INVENTED] if frame.summary.is_invented else []
    told = Content(
        title=title,
        subtitle=subtitle,
        edition=frame.edition,
        reads=READS[frame.edition],
        day=frame.day.isoformat(),
        since=frame.since.isoformat() if frame.since else "",
        source=frame.source,
        site=site,
        notices=(*invented, *notices),
        sections=(*(one for one in sections if one.blocks), _made(frame)),
    )
    return clean(told)


def _where(frame: Frame) -> Section:
    """Where the sheets of a territory land; regions and the nation have their map already."""
    drawn = territory_map(frame) if frame.reach.kind == ScopeKind.TERRITORY else None
    return Section(_("Où se font les actions"), (drawn,) if drawn else ())


def _made(frame: Frame) -> Section:
    """How the pack was made, for who has to trust it."""
    held = parameters_at(frame.day)
    told = (
        _(
            "Chaque chiffre est celui de la page dont l’adresse l’accompagne, le %s. La page, "
            "elle, continue de vivre\N{NO-BREAK SPACE}: ce dossier reste tel qu’il a été fait."
        )
        % french_date(frame.day),
        held.late_source,
        _(
            "Ce dossier est gardé sous forme de données\N{NO-BREAK SPACE}: refait plus tard, il "
            "est le même octet pour octet. Son empreinte est sur la page de la réunion."
        ),
    )
    return Section(_("Comment ce dossier est fait"), tuple(Said(text) for text in told))
