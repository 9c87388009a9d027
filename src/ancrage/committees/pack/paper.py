"""A pack as a document to be read, printed or edited (PDF, DOCX)."""

import datetime as dt
from collections.abc import Iterator
from functools import singledispatch

from ancrage.committees.pack.content import (
    Block,
    Chart,
    Content,
    Figures,
    Picture,
    Said,
    Table,
)
from ancrage.committees.pack.written import (
    FIGURES,
    chart_alt,
    figure_in_words,
    in_words,
    origin,
)
from ancrage.ui import papers
from ancrage.ui.bar_file import bars_svg
from ancrage.ui.formats import french_date
from ancrage.ui.papers import FONT, Facts, Grid, Heading, Paper, Text

MAP_SHARE = 78
"""Of the width of the page, in hundredths: a map then leaves room for words."""


def paper_of(content: Content) -> Paper:
    """The whole pack, section by section."""
    day = dt.date.fromisoformat(content.day)
    return Paper(
        title=content.title,
        subtitle=content.subtitle,
        blocks=list(_blocks(content)),
        source=content.source,
        as_of=day,
        as_of_words=french_date(day),
        notices=(content.reads, *content.notices),
    )


def _blocks(content: Content) -> Iterator[papers.Block]:
    for section in content.sections:
        yield Heading(1, section.title)
        for block in section.blocks:
            yield from _written(block, content.site)


@singledispatch
def _written(block: Block, site: str) -> Iterator[papers.Block]:
    raise TypeError(block)


@_written.register
def _(block: Said, site: str) -> Iterator[papers.Block]:
    yield Text(block.text)


@_written.register
def _(block: Figures, site: str) -> Iterator[papers.Block]:
    yield Grid(
        block.title,
        ("Chiffre", "Valeur"),
        [(one.label, figure_in_words(one)) for one in block.items],
        figures=(1,),
        links=[_page(site, one.address) for one in block.items],
        source=origin(block.items[0]),
        address=_page(site, block.items[0].address),
    )


@_written.register
def _(block: Table, site: str) -> Iterator[papers.Block]:
    address = _page(site, block.address)
    if not block.rows:
        yield Facts([(block.title, block.empty)])
        return
    columns = block.columns
    yield Grid(
        block.title,
        [one.heading for one in columns],
        [
            [in_words(cell, one.kind) for cell, one in zip(row, columns, strict=True)]
            for row in block.rows
        ],
        figures=[rank for rank, one in enumerate(columns) if one.kind in FIGURES],
        links=[_page(site, one) for one in block.addresses],
        source=origin(block),
        address=address,
    )
    if block.note:
        yield Text(block.note)


@_written.register
def _(block: Chart, site: str) -> Iterator[papers.Block]:
    svg = bars_svg(
        block.title,
        block.places,
        [(one.label, one.values) for one in block.series],
        written=lambda value: in_words(None if value is None else int(value), block.kind),
        font=FONT,
    )
    yield papers.Picture(
        block.title, chart_alt(block), svg, origin(block), _page(site, block.address)
    )


@_written.register
def _(block: Picture, site: str) -> Iterator[papers.Block]:
    told = f"{block.source}, état au\N{NO-BREAK SPACE}{block.as_of}"
    yield papers.Picture(
        block.title, block.alt, block.svg, told, _page(site, block.address), MAP_SHARE
    )


def _page(site: str, address: str) -> str:
    return f"{site}{address}" if address else ""
