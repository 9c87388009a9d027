"""A return as a document: figures, checks, comments, the sentence that certifies them."""

from collections.abc import Iterator

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from ancrage.funding.models import ReturnVersion
from ancrage.funding.queries.returns import frozen
from ancrage.funding.rules.returns import CHECK, LABELS, Figures, Line
from ancrage.funding.tables.returns import cell, half_label
from ancrage.funding.words.matching import INVENTED, source_of
from ancrage.kernel.text import long_date, typeset
from ancrage.ui.papers import Block, Grid, Heading, Paper, Text

GROUPS = (
    ("received", "granted_files", "refused_files", "pending", "median_days", "timed"),
    ("requested", "granted", "ordered", "paid", "recovered"),
    ("granted_inside", "granted_outside", "granted_unknown"),
    ("paid_inside", "paid_outside", "paid_unknown"),
)
"""The fields by the table that shows them: a page is not wide enough for all."""


def return_paper(version: ReturnVersion) -> Paper:
    """A certified version; the same version is always the same document."""
    held, figures = version.held, frozen(version)
    return Paper(
        title=typeset(_("Déclaration semestrielle : %s") % held.financer_name),
        subtitle=typeset(
            _("%(half)s, version %(rank)d") % {"half": half_label(held.half), "rank": version.rank}
        ),
        blocks=list(_blocks(version, figures)),
        source=source_of(invented=held.is_demonstration),
        as_of=figures.as_of,
        as_of_words=long_date(figures.as_of),
        notices=[typeset(INVENTED)] if held.is_demonstration else [],
    )


def _blocks(version: ReturnVersion, figures: Figures) -> Iterator[Block]:
    if version.is_nil:
        yield Text(typeset(_("Néant : rien n’est à déclarer pour ce semestre.")))
    yield Heading(1, _("Ce qui est déclaré"))
    lines = [Line("", _("Toutes les mesures"), figures.whole), *figures.lines]
    for fields in GROUPS:
        yield Grid(
            _("Dossiers et délais") if fields == GROUPS[0] else _("Montants"),
            [_("Mesure"), *(LABELS[field] for field in fields)],
            [
                [
                    line.name or _("sans mesure"),
                    *(cell(field, getattr(line.tally, field)) for field in fields),
                ]
                for line in lines
            ],
            figures=tuple(range(1, len(fields) + 1)),
        )
    yield Text(_unmatched(figures))
    yield Heading(1, _("Contrôles"))
    yield Grid(
        _("Contrôles à la certification"),
        [_("Contrôle"), _("Trouvé"), _("Explication")],
        [
            [label, says, version.comments.get(f"{CHECK}{code}", "")]
            for code, label, says in version.checks
        ],
    )
    told = [text for code, text in version.comments.items() if not code.startswith(CHECK)]
    if told:
        yield Heading(1, _("Commentaires"))
        yield from (Text(text) for text in told)
    yield Heading(1, _("Certification"))
    yield Text(sentence(version))


def _unmatched(figures: Figures) -> str:
    amount = cell("paid", figures.unmatched)
    told = {"count": figures.unmatched_count, "amount": amount}
    return typeset(_("Paiements à rattacher : %(count)d, pour %(amount)s.") % told)


def sentence(version: ReturnVersion) -> str:
    """What certifies the figures, as it is printed."""
    told = {
        "name": version.certified_name,
        "role": version.certified_as,
        "half": half_label(version.held.half),
        "financer": version.held.financer_name,
        "day": long_date(localtime(version.certified_at).date()),
        "digest": version.digest,
    }
    return typeset(
        _(
            "%(name)s, %(role)s, certifie que les nombres et les montants ci-dessus, relatifs au "
            "%(half)s, sont ceux de %(financer)s. Certifié le %(day)s. Empreinte SHA-256 de ce qui "
            "est certifié : %(digest)s."
        )
        % told
    )
