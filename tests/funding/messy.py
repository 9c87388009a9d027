"""Financers' files as offices, accidents and ill will make them: what each must be answered.

`REFUSED`: not even kept. `FAULTY`: read, with a fault of the file or of a line. Each is a name, a
file's name, a function that makes the content, and how it is understood.
"""

from collections.abc import Callable
from typing import Any

from tests.funding.filing import GOOD, HEAD, as_csv, but
from tests.funding.world import SIRET
from tests.roadmaps import messy
from tests.roadmaps.filing import as_xlsx

Made = Callable[[], bytes]
PAYMENTS = ["N° dossier", "SIRET", "Montant accordé", "N° de paiement", "Date de paiement",
            "Montant payé"]  # fmt: skip
WIDE = ["x"] * 200
PAID = ["D-1", SIRET, "10 000", "DP-1", "15/06/2024", "4 000"]


def book(*rows: list[Any], head: list[str] = HEAD) -> bytes:
    return as_xlsx({"Dossiers": [head, *rows]})


def one(**changes: str) -> Made:
    """The good line with cells changed, in a CSV."""
    return lambda: as_csv(but(**changes))


def ods() -> bytes:
    return messy.ods(b"<office:document")


REFUSED: list[tuple[str, str, Made]] = [
    ("empty", "suivi.csv", lambda: b""),
    ("truncated", "suivi.xlsx", lambda: book(GOOD)[:-300]),
    ("password", "suivi.xlsx", messy.old_office),
    ("old_format", "suivi.xls", messy.old_office),
    ("encrypted", "suivi.xlsx", messy.encrypted_zip),
    ("bomb", "suivi.xlsx", messy.bomb),
    ("macro", "suivi.xlsm", messy.macro),
    ("archive", "suivi.zip", messy.other_archive),
    ("page", "suivi.csv", lambda: b"<html><table></table></html>"),
    ("program", "suivi.csv", lambda: b"\x7fELF\0\0\0"),
    ("half_utf16", "suivi.csv", lambda: as_csv(GOOD, encoding="utf-16")[:-1]),
    ("image", "suivi.png", messy.png),
    ("damaged", "suivi.xlsx", messy.damaged_sheet),
    ("damaged_ods", "suivi.ods", ods),
    (
        "wide",
        "suivi.xlsx",
        lambda: book([*GOOD, *WIDE], head=[*HEAD, *WIDE]),
    ),
    ("no_heading", "suivi.csv", lambda: as_csv(["a", "b"], head=["x", "y"])),
    ("only_headings", "suivi.csv", as_csv),
    ("quotes", "suivi.csv", lambda: b'N\xb0 dossier;Montant vers\xe9\r\nA1;"ouvert\r\n'),
]


def csv(*rows: list[str], head: list[str]) -> Made:
    return lambda: as_csv(*rows, head=head)


def more(cell: str, heading: str) -> Made:
    """The good line with one more cell."""
    return csv([*GOOD, cell], head=[*HEAD, heading])


def paid(*rows: list[str]) -> Made:
    """A file of payments."""
    return csv(*rows, head=PAYMENTS)


FAULTY: list[tuple[str, Made, dict[str, str]]] = [
    ("no_amount", csv(["D-1", SIRET], head=["N° dossier", "SIRET"]), {}),
    ("no_key", csv(["12", "1"], head=["Montant accordé", "Montant versé"]), {}),
    ("no_number", one(c0=""), {}),
    ("formula", lambda: book(but(c6="=SUM(1,2)")), {}),
    ("formula_fault", one(c6="#REF!"), {}),
    ("words_for_money", one(c6="environ 10 000"), {}),
    ("three_decimals", one(c6="10000,123"), {}),
    ("two_ways", one(c6="1.234 M€"), {}),
    ("too_much", one(c6="99999999999999999"), {}),
    ("negative", one(c6="-10 000"), {}),
    ("in_thousands", csv(["D-1", "150000000"], head=["N°", "Montant accordé (k€)"]), {}),
    ("no_such_day", one(c5="31/02/2024"), {}),
    ("day_to_come", one(c7="15/06/2031"), {}),
    ("month_for_a_day", one(c5="mars 2024"), {}),
    ("decided_before", one(c5="01/12/2023"), {}),
    ("rounded_siret", one(c1="7,8013E+13"), {}),
    ("wrong_siret", one(c1="78012998700069"), {}),
    ("wrong_siren", one(c1="780129988"), {}),
    ("short_siret", one(c1="12345"), {}),
    ("wrong_year", one(c2="24-25"), {}),
    ("paid_over_granted", one(c8="10 000,01"), {}),
    ("long_number", one(c0="x" * 61), {}),
    ("twice", lambda: as_csv(GOOD, GOOD), {"layout": "dossiers"}),
    ("commune", more("Nulle-Part", "Commune"), {}),
    ("commune_code", more("99999", "Code INSEE"), {}),
    ("state", more("perdue", "Statut"), {}),
    ("refused_and_granted", more("refusé", "Statut"), {}),
    ("other_code", more("D-2024-000099", "Code Ancrage"), {}),
    ("bad_code", more("12", "Code Ancrage"), {}),
    ("sheet", more("F-2026-000099", "Fiche action"), {}),
    ("project", more("P-2026-000099", "idCofinancement"), {}),
    ("envelope", more("aucune", "Enveloppe"), {}),
    ("two_companies", more("552100554", "SIREN"), {}),
    ("ordered_over_granted", more("11 000", "Montant mandaté"), {}),
    ("payment_twice", paid(PAID, PAID), {}),
    ("payment_over", paid(PAID, [*PAID[:3], "DP-2", "16/06/2024", "6 000,01"]), {}),
    ("two_grants", paid(PAID, [*PAID[:2], "10 001", "DP-2", "16/06/2024", "6"]), {}),
    ("given_back_of_nothing", paid(["D-9", SIRET, "", "DP-9", "15/06/2024", "-5"]), {}),
    ("not_yes_nor_no", more("peut-être", "Confidentiel"), {}),
]  # fmt: skip
