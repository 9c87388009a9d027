"""Files as offices, accidents and ill will make them: what each must be answered.

`REFUSED`: not even kept. `FAULTY`: read, with a fault of the file or of lines. Each is a name, a
function that makes the content, and words of the answer.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from datetime import date
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document
from openpyxl import load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.roadmaps.filing import GOOD, HEAD, as_csv, as_xlsx

Made = Callable[[], bytes]


def book(*rows, head=HEAD, change=None):
    return as_xlsx({"Fiches": [head, *rows]}, change=change)


def with_parts(content: bytes, **parts: bytes) -> bytes:
    """An archive with more parts, their names with dots for double underscores."""
    buffer = io.BytesIO(content)
    with ZipFile(buffer, "a", ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return buffer.getvalue()


def damaged_sheet() -> bytes:
    """A workbook whose sheet is no XML."""
    source = ZipFile(io.BytesIO(book(GOOD)))
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name in source.namelist():
            data = source.read(name)
            archive.writestr(name, b"<worksheet><oops" if "sheet1" in name else data)
    return buffer.getvalue()


def encrypted_zip() -> bytes:
    """An archive whose entries say that they are encrypted."""
    content = bytearray(book(GOOD))
    at = content.find(b"PK\x01\x02")
    while at >= 0:
        content[at + 8] |= 1
        at = content.find(b"PK\x01\x02", at + 4)
    return bytes(content)


def bomb() -> bytes:
    return with_parts(book(GOOD), xl__media__big_dot_bin=b"\0" * 60_000_000)


def macro() -> bytes:
    return with_parts(book(GOOD), xl__vbaProject_dot_bin=b"macro")


def png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\0\0\0")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def old_office() -> bytes:
    return bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600


def other_archive() -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr("fiches.csv", as_csv(GOOD))
    return buffer.getvalue()


def wide() -> bytes:
    head = [*HEAD, *(f"Colonne {n}" for n in range(200))]
    return book([*GOOD, *("x" for _ in range(200))], head=head)


def plain_document() -> bytes:
    document = Document()
    document.add_paragraph("Notre projet est d’ouvrir un atelier.")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def ods(content_xml: bytes) -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as archive:
        kind = "application/vnd.oasis.opendocument.spreadsheet"
        archive.writestr("mimetype", kind)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content_xml, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def one(column: int, value: object) -> Made:
    """A good line with one cell changed, in a workbook."""
    return lambda: book([value if rank == column else cell for rank, cell in enumerate(GOOD)])


REFUSED: list[tuple[str, str, Made, str]] = [
    ("empty", "fiches.xlsx", lambda: b"", "vide"),
    ("truncated", "fiches.xlsx", lambda: book(GOOD)[:-300], "abîmé"),
    ("password", "fiches.xlsx", old_office, "mot de passe"),
    ("old_format", "fiches.xls", old_office, "ancien format"),
    ("encrypted", "fiches.xlsx", encrypted_zip, "mot de passe"),
    ("bomb", "fiches.xlsx", bomb, "démesurée"),
    ("macro", "fiches.xlsm", macro, "macro"),
    ("archive", "fiches.zip", other_archive, "archive"),
    ("page", "fiches.csv", lambda: b"<html><table></table></html>", "page web"),
    ("program", "fiches.csv", lambda: b"\x7fELF\0\0\0", "n’est pas accepté"),
    ("utf16", "fiches.csv", lambda: "N°;Titre".encode("utf-16")[:-1], "n’est pas accepté"),
]
FAULTY: list[tuple[str, str, Made, str]] = [
    ("image", "fiches.png", png, "tableau que l’on sait lire"),
    ("damaged", "fiches.xlsx", damaged_sheet, "abîmé"),
    ("damaged_ods", "fiches.ods", lambda: ods(b"<office:document"), "abîmé"),
    (
        "entities",
        "fiches.ods",
        lambda: ods(b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&b;</x>'),
        "abîmé",
    ),
    ("wide", "fiches.xlsx", wide, "dépasse 100 colonnes"),
    ("no_heading", "fiches.csv", lambda: as_csv(["a", "b"], head=["x", "y"]), "aucun titre"),
    ("only_headings", "fiches.csv", as_csv, "aucune ligne"),
    ("quotes", "fiches.csv", lambda: b'N\xb0;Titre\r\nA1;"ouvert\r\n', "guillemets"),
    ("not_ours", "fiche.docx", plain_document, "aucun champ du modèle"),
    ("formula", "fiches.xlsx", one(3, "=SUM(1,2)"), "n’a pas été calculée"),
    ("formula_fault", "fiches.xlsx", one(3, "#REF!"), "en erreur"),
    ("negative", "fiches.xlsx", one(3, -12000), "négatif"),
    ("two_ways", "fiches.xlsx", one(3, "1.234 M€"), "deux façons"),
    ("words_for_money", "fiches.xlsx", one(3, "environ 20 000"), "montant en euros"),
    (
        "thousands_of_millions",
        "f.csv",
        lambda: as_csv(["A1", "Un", "150000 HT"], head=["N°", "Titre", "Coût total (M€)"]),
        "écrivez l’unité",
    ),
    ("between", "fiches.xlsx", one(3, "300 000 à 400 000 €"), "montant en euros"),
    ("season", "fiches.xlsx", one(4, "Printemps 2027"), "un trimestre (T3 2027)"),
    ("years", "fiches.xlsx", one(4, "2021-2023"), "Écrivez une date"),
    ("reference_as_day", "fiches.xlsx", one(0, date(2026, 1, 1)), "prise pour une date"),
    ("share_of_nothing", "fiches.xlsx", one(3, "20 %"), "coût total"),
    ("half_year", "fiches.xlsx", one(4, "S1 2027"), "semestre"),
    ("no_such_day", "fiches.xlsx", one(4, "31/02/2027"), "Écrivez une date"),
    ("no_title", "fiches.xlsx", one(1, ""), "l’intitulé manque"),
    ("long_title", "fiches.xlsx", one(1, "x" * 201), "200 caractères"),
    ("same_reference", "fiches.csv", lambda: as_csv(GOOD, ["A1", "Autre", "X"]), "déjà dite"),
    ("same_title", "f.csv", lambda: as_csv(["", *GOOD[1:]], ["", *GOOD[1:]]), "déjà dite"),
    (
        "rounded_siret",
        "f.csv",
        lambda: as_csv(["A1", "Un titre", "7,8013E+13"], head=["N°", "Titre", "SIRET"]),
        "arrondi",
    ),
    (
        "unknown_commune",
        "f.csv",
        lambda: as_csv(["A1", "Un titre", "Nulle-Part"], head=["N°", "Titre", "Commune"]),
        "n’est pas connu",
    ),
    (
        "no_year",
        "f.csv",
        lambda: as_csv(["A1", "Un", "5000"], head=["N°", "Titre", "Région – demandé"]),
        "année des montants",
    ),
    (
        "twice_money",
        "f.csv",
        lambda: as_csv(
            ["A1", "Un", "5000", "6000"],
            head=["N°", "Titre", "Région – demandé 2027", "Région 2027"],
        ),
        "dit deux fois",
    ),
    (
        "ends_before",
        "f.csv",
        lambda: as_csv(["A1", "Un", "2028", "2027"], head=["N°", "Titre", "Début", "Fin"]),
        "finit avant",
    ),
    (
        "bad_word",
        "f.csv",
        lambda: as_csv(["A1", "Un", "Rêver"], head=["N°", "Titre", "Besoin"]),
        "Recruter",
    ),
]


def mac_dates() -> bytes:
    """A workbook that counts days from 1904, with a date and a bare day number."""

    def change(made):
        made.epoch = CALENDAR_MAC_1904
        page = made.active
        page["D2"], page["D3"] = date(2027, 3, 15), 45000

    rows = [["A1", "Un", "X"], ["A2", "Deux", "X"]]
    return as_xlsx({"F": [["N°", "Titre", "Porteur", "Début"], *rows]}, change=change)


def merged() -> bytes:
    """Titles over the table, headings on two lines, an axis merged over its rows, totals."""
    rows = [
        ["Feuille de route 2027", "", "", "", "", ""],
        [],
        ["Axe", "Fiche", "", "Plan de financement", "", "Coût total"],
        ["", "N°", "Titre de l’action", "Région 2027", "État 2027", ""],
        ["Compétences", "A1", "Former des soudeurs", 1000, 500, 2000],
        ["", "A2", "Ouvrir une école", 3000, "", 4000],
        ["AXE 2 – Foncier", "", "", "", "", ""],
        ["Foncier", "B1", "Dépolluer", "", "", 12.5],
        ["TOTAL", "", "", 4000, 500, 6012.5],
    ]

    def change(made):
        page = made.active
        for place in ("A3:A4", "B3:C3", "D3:E3", "F3:F4", "A5:A6", "A7:F7"):
            value = page[place.partition(":")[0]].value
            page.merge_cells(place)
            page[place.partition(":")[0]] = value

    return as_xlsx({"Tableau": rows}, change=change)


def regional() -> bytes:
    """The follow-up of a region: everything that its agents write by hand, and what they add."""
    money = "Plan de financement (k€)"
    rows = [
        ["Programme d’actions de la vallée de l’Arve, 2019-2022"],
        ["Mis à jour le 12/03/2020"],
        [],
        ["Axe", "Action", "", "Maître d’ouvrage", "Localisation", "Calendrier", "", money, "", "",
         "Coût total", "Confidentiel ?", "Nb emplois créés"],
        ["", "N° fiche", "Intitulé de\nl’action", "SIRET", "Commune(s)", "Début", "Fin", "Région",
         "État (FNADT)", "CC", "(M€)", "", ""],
        ["Recruter", "1.1", "École de production", None, "Commune 1, Commune 2", "T3 2020",
         "1er trim. 2022", 20, "50", 10, "1,2 M€", "oui", 12],
        ["", "1.2", "Campus des métiers", "780 129 987 00068", None, "mars 2019", 44230, None, None,
         None, "450k", "non", "5 ETP"],
        ["Sous-total axe 1", "", "", "", "", "", "", 20, 50, 10],
        [],
        ["Innover", "2.1", "Fablab", "", "", "janv-21", "à définir", None, None, None, "2,3", "X"],
        ["TOTAL GÉNÉRAL", "", "", "", "", "", "", 20, 50, 10],
        ["(1) sous réserve de validation"],
    ]  # fmt: skip

    def change(made):
        page = made["Fiches"]
        for place in ("A1:M1", "B4:C4", "F4:G4", "H4:J4", "A4:A5", "A6:A7"):
            page.merge_cells(place)
        made["Brouillon"].sheet_state = "hidden"

    contacts = [["Nom", "Courriel"], ["Service essai", "essai@region.example"]]
    draft = [HEAD, GOOD]
    return as_xlsx({"Fiches": rows, "Contacts": contacts, "Brouillon": draft}, change=change)


FAULTS = {7: ("Coût total (k€)", "environ 20"), 19: ("Début", "Printemps 2027")}
"""Of the forty sheets, the cells that cannot be read, by number; the last fault is a double."""


def forty() -> bytes:
    """The roadmap of a valley as its project manager keeps it: forty actions under four axes, three
    faults, nothing told of objectives; its money balances."""
    rows = [
        ["Feuille de route de la vallée, document de travail"],
        ["Mis à jour le 12/10/2026"],
        [],
        ["Axe", "Action", "", "", "Porteur", "Commune(s)", "Calendrier", "", "Coût total (k€)",
         "Plan de financement (k€)", "", "Nb emplois créés", "Observations"],
        ["", "N°", "Intitulé de l’action", "Avancement", "", "", "Début", "Fin", "",
         "Région 2027", "Autofinancement", "", ""],
    ]  # fmt: skip
    merges = ["A1:M1", "A4:A5", "B4:D4", "G4:H4", "J4:K4"]
    for rank, axis in enumerate(("Recruter", "Innover", "Attirer", "Simplifier")):
        first = len(rows) + 1
        rows += [_action(axis, number) for number in range(10 * rank + 1, 10 * rank + 11)]
        merges.append(f"A{first}:A{len(rows)}")
        rows += [[f"Sous-total {axis}", *[""] * 7, 400, 300, 100], []]
    rows.append(["TOTAL", *[""] * 7, 1600, 1200, 400])

    def change(made):
        for place in merges:
            made.active.merge_cells(place)

    return as_xlsx({"Fiches": rows, "Contacts": [["Nom", "Tél."], ["Essai", "-"]]}, change=change)


def _action(axis: str, number: int) -> list[object]:
    told = {
        "Axe": axis,
        "N°": f"V{31 if number == 32 else number}",
        "Intitulé": f"Action inventée {number}",
        "Avancement": "études en cours",
        "Porteur": "Une communauté inventée",
        "Commune(s)": "Cluses, Scionzier" if number % 2 else "Marnaz",
        "Début": "mars 2027",
        "Fin": "T3 2028",
        "Coût total (k€)": 40,
        "Région": 30,
        "Autofinancement": "10 000 €",
        "Emplois": 3,
        "Observations": "à revoir",
    }
    column, text = FAULTS.get(number, ("", ""))
    return list((told | ({column: text} if column else {})).values())


def two_tables() -> bytes:
    """Two tables one under the other, the second one with other titles."""
    rows = [
        HEAD,
        ["A1", "Un", "X", 1000, "2027"],
        [],
        ["Titre", "N°", "Besoin", "Fin"],
        ["Deux", "A2", "Innover", "2028"],
    ]
    return as_xlsx({"Fiches": rows})


def shown_months() -> bytes:
    """Days shown as months and years only."""

    def change(made):
        page = made.active
        for place, shown in (("C2", "mmm-yy"), ("D2", "yyyy"), ("C3", "dd/mm/yyyy")):
            page[place] = date(2027, 3, 1)
            page[place].number_format = shown

    rows = [["A1", "Un"], ["A2", "Deux"]]
    return as_xlsx({"F": [["N°", "Titre", "Début", "Fin"], *rows]}, change=change)


def filled_formulas(content: bytes) -> bytes:
    """A workbook as a spreadsheet saves it: each formula with its value, here 3."""
    source, buffer = ZipFile(io.BytesIO(content)), io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(
                name,
                source.read(name).replace(b"<v />", b"<v>3</v>").replace(b"<v></v>", b"<v>3</v>"),
            )
    assert load_workbook(buffer, data_only=True).active["D2"].value == 3
    return buffer.getvalue()
