"""The files of a pack: the same bytes whenever they are made, told to who does not see them, and
never run what somebody typed."""

import datetime as dt
import io
import shutil
import subprocess
import zipfile

import pytest
import time_machine
from docx import Document
from openpyxl import load_workbook
from pptx import Presentation

from ancrage.committees.pack.content import (
    COUNT,
    EUROS,
    MEMBERS,
    Chart,
    Column,
    Content,
    Figure,
    Figures,
    Picture,
    Said,
    Section,
    Series,
    Table,
    clean,
)
from ancrage.committees.pack.files import KINDS, digest_of, file_of
from ancrage.committees.pack.queries import content_held, find_file, remade
from ancrage.roadmaps.actions.writing import write_sheet
from ancrage.roadmaps.models import ActionSheet
from tests.committees import packs
from tests.roadmaps.world import NOW, again, begun

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="80" viewBox="0 0 100 80">'
    '<rect width="100" height="80" fill="#00799e"/></svg>'
)
HOSTILE = (
    '=HYPERLINK("http://ailleurs";"ici")',
    "+1+cmd|' /C calc'!A0",
    "Titre\x00\x0b\x1f\ufffe\ud800 de contrôle",
    "]]></w:t><script>alert(1)</script>",
    '#link("http://ailleurs")[ici] $x^2$ \\ *gras* @note',
    "Un très long titre " * 200,
    "مرحبا 日本 🏭 e\u0301",
    "",
)


def told(text: str, *, address: str = "/fiches/") -> Content:
    """A pack that says one text everywhere that one may be typed."""
    origin = ("26 novembre 2026", text or "Essai", address)
    figure = Figure(text, EUROS, 12_345_67, origin[0], origin[1], address)
    columns = (Column(text), Column("Nombre", COUNT), Column("Montant", EUROS))
    rows = ((text, 3, 12_345_67), (text, None, None))
    blocks = (
        Said(text),
        Figures(text, (figure,)),
        Table(text, columns, rows, origin[0], origin[1], address, "Rien.", text, (address, "")),
        Table(f"{text}.", columns, (), origin[0], origin[1], address, text),
        Chart(text, EUROS, (text, "B"), (Series(text, (5_00, None)),), text, *origin),
        Picture(text, text or "Carte", SVG, *origin),
    )
    held = Content(
        title=text or "Dossier",
        subtitle=text,
        edition=MEMBERS,
        reads="Dossier des membres.",
        day="2026-11-26",
        since="",
        source="Essai",
        site="http://site.essai",
        notices=(text or "Avis",),
        sections=(Section(text or "Section", blocks),),
    )
    return clean(held)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_content_is_the_same_bytes_whatever_the_clock(kind):
    content = told("Atelier partagé")
    with time_machine.travel(dt.datetime(2026, 11, 26, 9, tzinfo=dt.UTC)):
        first = file_of(content, kind)
    with time_machine.travel(dt.datetime(2031, 2, 3, 4, 5, 6, tzinfo=dt.UTC)):
        assert file_of(content, kind) == first
    assert file_of(told("Autre atelier"), kind) != first


@pytest.mark.parametrize("kind", ["docx", "pptx", "xlsx"])
def test_an_office_file_says_no_other_day_than_its_own(kind):
    with zipfile.ZipFile(io.BytesIO(file_of(told("Atelier"), kind))) as held:
        assert {member.date_time[:3] for member in held.infolist()} == {(2026, 11, 26)}
        properties = held.read("docProps/core.xml").decode()
    assert "2026-11-26T00:00:00Z" in properties
    assert properties.count("dcterms:") % 2 == 0


@pytest.mark.parametrize("text", HOSTILE, ids=[str(rank) for rank in range(len(HOSTILE))])
@pytest.mark.parametrize("kind", KINDS)
def test_what_somebody_types_stays_a_text(kind, text):
    data = file_of(told(text), kind)
    opened = {"docx": _docx_text, "pptx": _pptx_text, "xlsx": _xlsx_text, "pdf": _pdf_text}
    said = opened[kind](data)
    if kind == "xlsx":
        assert not any(told.startswith(("=", "+", "-", "@")) for told in said.split("\n"))
    if kind != "pdf" and text.startswith("]]"):
        assert "<script>alert(1)</script>" in said


def _docx_text(data: bytes) -> str:
    held = Document(io.BytesIO(data))
    cells = [c.text for t in held.tables for row in t.rows for c in row.cells]
    return "\n".join([*(p.text for p in held.paragraphs), *cells])


def _pptx_text(data: bytes) -> str:
    held = Presentation(io.BytesIO(data))
    return "\n".join(s.text_frame.text for p in held.slides for s in p.shapes if s.has_text_frame)


def _xlsx_text(data: bytes) -> str:
    held = load_workbook(io.BytesIO(data))
    cells = [c for page in held for row in page.iter_rows() for c in row if c.value is not None]
    assert all(cell.data_type != "f" for cell in cells)
    return "\n".join(str(cell.value).replace("\n", " ") for cell in cells)


def _pdf_text(data: bytes) -> str:
    assert data.startswith(b"%PDF-")
    return ""


def test_amounts_are_numbers_in_the_workbook_and_the_unknown_is_told():
    held = load_workbook(io.BytesIO(file_of(told("Fiches"), "xlsx")))
    page = held.worksheets[1]
    assert [cell.value for cell in page[1]] == ["Fiches", "Nombre", "Montant (€)", "Adresse"]
    assert [cell.value for cell in page[2]] == ["Fiches", 3, 12_345.67, "http://site.essai/fiches/"]
    assert [cell.value for cell in page[3]][1:3] == ["inconnu", "inconnu"]
    names = [sheet.title for sheet in held.worksheets]
    assert len({name.casefold() for name in names}) == len(names)
    assert all(len(name) <= 31 for name in names)


def test_every_slide_has_its_title_and_its_source_and_says_what_it_draws():
    held = Presentation(io.BytesIO(file_of(told("Atelier"), "pptx")))
    pages = list(held.slides)
    assert all(page.shapes.title.text_frame.text.strip() for page in pages)
    drawn = [s for p in pages for s in p.shapes if s.has_chart or s.has_table or s.shape_type == 13]
    assert len(drawn) == 4
    for shape in drawn:
        assert shape._element._nvXxPr.cNvPr.get("descr")
    for page in pages[1:]:
        feet = [s.text_frame.text for s in page.shapes if s.has_text_frame]
        assert any("Source" in text or text == "Ancrage" for text in feet)
    (chart,) = [s.chart for p in pages for s in p.shapes if s.has_chart]
    assert list(chart.plots[0].series[0].values) == [None, 5.0]


def test_pictures_of_the_docx_are_told_to_who_does_not_see_them():
    held = Document(io.BytesIO(file_of(told("Atelier"), "docx")))
    assert len(held.inline_shapes) == 2
    assert all(shape._inline.docPr.get("descr") for shape in held.inline_shapes)


@pytest.mark.skipif(not shutil.which("qpdf"), reason="qpdf is not there")
@pytest.mark.django_db
def test_the_pdf_is_sound_tagged_and_says_its_pictures(world, tmp_path):
    packs.peopled(world)
    path, plain = tmp_path / "pack.pdf", tmp_path / "plain.pdf"
    path.write_bytes(file_of(packs.content_of(world), "pdf"))
    subprocess.run(["qpdf", "--check", path], check=True, capture_output=True)
    subprocess.run(["qpdf", "--qdf", "--object-streams=disable", path, plain], check=True)
    told = plain.read_bytes()
    assert b"pdfuaid:part" in told
    assert b"/MarkInfo" in told
    assert b"/Lang (fr" in told
    figures = told.count(b"/S /Figure")
    assert figures == told.count(b"/Alt ") == 3  # the map, two charts
    if shutil.which("pdfinfo"):
        said = subprocess.run(["pdfinfo", path], check=True, capture_output=True, text=True).stdout
        assert "Tagged:          yes" in said


@pytest.mark.django_db
def test_a_pack_is_remade_the_same_once_all_has_changed(world):
    packs.peopled(world)
    pack = packs.made(world)
    before = {kind: bytes(find_file(pack, kind).data) for kind in KINDS}
    assert {kind: digest_of(data) for kind, data in before.items()} == dict(
        pack.files.values_list("kind", "digest")
    )
    sheet = again(ActionSheet.objects.get(title="En retard"))
    write_sheet(
        by=world.actor("manager"),
        now=NOW,
        sheet=sheet,
        revision=sheet.revision,
        values={"title": "Renommée", "total_cost": 999_000_00},
    )
    begun(world, title="Née depuis")
    with time_machine.travel(dt.datetime(2029, 1, 1, tzinfo=dt.UTC)):
        assert remade(pack) == dict.fromkeys(KINDS, True)
    assert packs.content_of(world) != content_held(pack)
