"""A pack as slides (PPTX) and as a workbook (XLSX), for those who must edit or compute."""

import datetime as dt
from collections.abc import Iterator

from ancrage.committees.pack.content import (
    EUROS,
    Block,
    Chart,
    Content,
    Figures,
    Picture,
    Said,
    Section,
    Table,
)
from ancrage.committees.pack.written import (
    FIGURES,
    as_cell,
    chart_alt,
    figure_in_words,
    heading,
    in_words,
    origin,
)
from ancrage.ui.exports import Cell, Sheet
from ancrage.ui.slides import Bars, Deck, Drawing, Lines, Rows, Slide

MONEY, NUMBER = "#,##0 €", "#,##0"


def deck_of(content: Content) -> Deck:
    """The slides: one for each figure, table, chart and map."""
    return Deck(
        title=content.title,
        subtitle=content.subtitle,
        notices=(content.reads, *content.notices),
        slides=[slide for section in content.sections for slide in _slides(section, content.site)],
        day=dt.date.fromisoformat(content.day),
    )


def _slides(section: Section, site: str) -> Iterator[Slide]:
    said = [block.text for block in section.blocks if isinstance(block, Said)]
    if said:
        yield Slide(section.title, Lines(said), "Ancrage")
    for block in section.blocks:
        if not isinstance(block, Said):
            yield _slide(block, site)


def _slide(block: Block, site: str) -> Slide:
    if isinstance(block, Figures):
        first = block.items[0]
        rows = [(one.label, figure_in_words(one)) for one in block.items]
        body = Rows(("Chiffre", "Valeur"), rows, figures=(1,))
        return Slide(block.title, body, _source(origin(first), site, first.address))
    if isinstance(block, Table):
        return Slide(block.title, _table(block), _source(origin(block), site, block.address))
    if isinstance(block, Chart):
        return Slide(block.title, _bars(block), _source(origin(block), site, block.address))
    if isinstance(block, Picture):
        told = f"{block.source}, état au\N{NO-BREAK SPACE}{block.as_of}"
        return Slide(block.title, Drawing(block.svg, block.alt), _source(told, site, block.address))
    raise TypeError(block)


def _table(block: Table) -> Rows | Lines:
    if not block.rows:
        return Lines([block.empty])
    columns = block.columns
    return Rows(
        [one.heading for one in columns],
        [
            [in_words(cell, one.kind) for cell, one in zip(row, columns, strict=True)]
            for row in block.rows
        ],
        figures=[rank for rank, one in enumerate(columns) if one.kind in FIGURES],
    )


def _bars(block: Chart) -> Bars:
    is_money = block.kind == EUROS
    series = [
        (
            one.label,
            [value / 100 if is_money and value is not None else value for value in one.values],
        )
        for one in block.series
    ]
    return Bars(block.places, series, chart_alt(block), MONEY if is_money else NUMBER)


def _source(told: str, site: str, address: str) -> str:
    said = f"Source\N{NO-BREAK SPACE}: {told}"
    return f"{said} – {site}{address}" if address else said


def sheets_of(content: Content) -> list[Sheet]:
    """The tables with their figures as numbers, the address of each row in its last column."""
    found = []
    for section in content.sections:
        for block in section.blocks:
            if isinstance(block, Figures):
                found.append(_figures_sheet(block, content))
            elif isinstance(block, Table):
                found.append(_table_sheet(block, content))
    return found


def _figures_sheet(block: Figures, content: Content) -> Sheet:
    rows: list[list[Cell]] = [
        [
            one.label,
            as_cell(one.value, one.kind),
            "€" if one.kind == EUROS else one.unit,
            one.as_of,
            origin(one),
            f"{content.site}{one.address}",
        ]
        for one in block.items
    ]
    headings = ("Chiffre", "Valeur", "Unité", "État au", "Source", "Adresse")
    first = block.items[0]
    return Sheet(block.title, headings, rows, first.source, first.as_of, _notes(content))


def _table_sheet(block: Table, content: Content) -> Sheet:
    columns = block.columns
    addresses = block.addresses or ("",) * len(block.rows)
    rows: list[list[Cell]] = [
        [
            *(as_cell(cell, one.kind) for cell, one in zip(row, columns, strict=True)),
            f"{content.site}{address}" if address else "",
        ]
        for row, address in zip(block.rows, addresses, strict=True)
    ]
    return Sheet(
        block.title,
        [*(heading(one.heading, one.kind) for one in columns), "Adresse"],
        rows or [[block.empty]],
        origin(block),
        block.as_of,
        [
            ("Adresse", f"{content.site}{block.address}"),
            *([("Note", block.note)] if block.note else []),
            *_notes(content),
        ],
    )


def _notes(content: Content) -> list[tuple[str, str]]:
    """What must be known of the pack, in every table that is taken out of it."""
    return [("Dossier", content.title), ("Droits", content.reads)] + [
        ("Avertissement", notice) for notice in content.notices
    ]
