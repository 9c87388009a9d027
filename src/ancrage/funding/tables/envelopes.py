"""Envelopes in a table, each under the one that it is a part of."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from ancrage.funding.models.envelopes import ANNOUNCED
from ancrage.funding.queries.envelopes import Node
from ancrage.funding.words.money import CERTAINTIES, source_of
from ancrage.kernel.quality import Quality
from ancrage.people.middleware import ActorRequest
from ancrage.requests.words import in_euros
from ancrage.ui.figures import Figure
from ancrage.ui.formats import french_date
from ancrage.ui.links import link
from ancrage.ui.tables import Column, Table, build_table

INDENT = "\N{EM SPACE}"


def envelope_table(
    request: ActorRequest, held: Sequence[Node], *, nature: str, prefix: str = ""
) -> Table:
    """Envelopes of one nature: their cents and where these are."""
    return build_table(
        request,
        rows=held,
        columns=_columns(request),
        search=lambda node: f"{node.envelope.name} {node.envelope.code}",
        caption=_("Enveloppes : %(nature)s") % {"nature": nature.lower()},
        filename="enveloppes",
        source=source_of(is_invented=any(node.envelope.is_demonstration for node in held)),
        as_of=french_date(request.as_at.date),
        prefix=f"{prefix}-" if prefix else "",
        controls=len(held) > 1,
    )


def quality_of(node: Node) -> Quality:
    """How sure we are of an envelope's cents."""
    if node.envelope.is_demonstration:
        return Quality.SIMULATED
    return Quality.UNKNOWN if node.envelope.certainty == "unknown" else Quality.DECLARED


def _columns(request: ActorRequest) -> tuple[Column, ...]:
    def money(key: str, label: str, name: str) -> Column:
        return Column(
            key,
            label,
            lambda node: in_euros(getattr(node, name)),
            unit="€",
            numeric=True,
            decimals=2,
            quality=quality_of if name == "held" else None,
        )

    def more(key: str, label: str, name: str) -> Column:
        return Column(key, label, lambda node: getattr(node.envelope, name), default=False)

    return (
        Column(
            "nom",
            _("Enveloppe"),
            lambda node: f"{INDENT * node.depth}{node.envelope.name}",
            link=lambda node: link(request, "envelope", node.envelope.code),
        ),
        money("recu", _("Montant"), "held"),
        money("delegue", _("Réparti entre ses parts"), "delegated"),
        money("engage", _("Engagé"), "committed"),
        money("disponible", _("Reste"), "available"),
        Column(
            "certitude",
            _("Certitude"),
            lambda node: CERTAINTIES.get(node.envelope.certainty, CERTAINTIES["unknown"])[0],
        ),
        more("source", _("Source"), "source"),
        more("code", _("Code"), "code"),
        Column(
            "dans",
            _("Part de"),
            lambda node: node.parent.name if node.parent else "",
            default=False,
        ),
        more("operateur", _("Opérateur"), "operator"),
        more("mesure", _("Mesure"), "measure"),
        more("annee", _("Année"), "year"),
        more("region", _("Région"), "region"),
        more("territoire", _("Territoire"), "territory"),
        more("remarque", _("Remarque"), "remark"),
    )


def figures_of(request: ActorRequest, held: Sequence[Node]) -> list[Figure]:
    """What the first envelope of each tree holds and what became of it; [] when there are several
    or none: envelopes of different programmes are not one sum."""
    tops = [node for node in held if node.depth == min(one.depth for one in held)]
    if len(tops) != 1:
        return []
    (top,) = tops
    on = french_date(request.as_at.date)
    is_announced = top.envelope.nature == ANNOUNCED
    rest = _("Répartition inconnue") if is_announced else _("Disponible")
    told = [(top.envelope.get_nature_display().capitalize(), top.held)]
    told.append((_("Réparti entre ses parts"), top.delegated))
    told += [(_("Engagé"), top.committed)] if top.is_opened else []
    told.append((rest, top.available))
    return [
        Figure(
            cents / 100,
            label,
            unit="€",
            as_of=on,
            source=top.envelope.source,
            quality=quality_of(top),
        )
        for label, cents in told
    ]
