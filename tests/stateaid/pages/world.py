"""State aid for the tests of its pages: verdicts as they are kept, on made-up companies; pages and
papers as words."""

import datetime as dt
import re
import subprocess
from dataclasses import replace
from html.parser import HTMLParser

from ancrage.stateaid.documents import asked_document, verdict_document
from ancrage.stateaid.models import Check
from ancrage.stateaid.rules.model import Aid, Answer, Asked, Counted, Origin, Verdict
from tests.stateaid.world import NOW, OPERATOR, SIREN, TODAY

HOLDER = "552100554"
NAME = "Verrerie Inventée"


def aid(code: str, siren: str, on: dt.date, cents: int | None, **told) -> Aid:
    """An aid that somebody else granted."""
    held = Aid(
        code=code,
        siren=siren,
        granted_on=on,
        cents=cents,
        regime="de_minimis",
        origin=Origin.DECLARED,
        recorded_on=TODAY,
        financer="Région Une",
    )
    return replace(held, **told)


ASKED = Asked(SIREN, 12_000_00, "de_minimis", TODAY, project="P-2026-000001", commune="01001")
REFUSED = Verdict(
    answer=Answer.NO,
    most=2_000_00,
    regime="de_minimis",
    on=TODAY,
    ceiling=300_000_00,
    window=(dt.date(2023, 11, 23), TODAY),
    used=298_000_00,
    room=2_000_00,
    counted=(
        Counted(aid("A-1", SIREN, dt.date(2024, 5, 2), 98_000_00), "elle-même", in_window=True),
        Counted(
            aid("A-2", HOLDER, dt.date(2025, 1, 9), 200_000_00, origin=Origin.REGISTER),
            "détient 80 % des voix",
            in_window=True,
        ),
        Counted(
            aid("A-3", SIREN, dt.date(2022, 1, 9), None, regime="", origin=Origin.LEDGER),
            "elle-même",
            in_window=False,
        ),
    ),
    group={SIREN: "l’entreprise qui demande", HOLDER: "détient 80 % des voix de la première"},
    reasons=("Le plafond est dépassé de 10 000 €.",),
    articles=("Règlement (UE) 2023/2831, art. 3, par. 2",),
)
ALLOWED = replace(REFUSED, answer=Answer.YES, most=2_000_00)
UNKNOWN = replace(
    REFUSED,
    answer=Answer.UNKNOWN,
    most=None,
    ceiling=None,
    used=None,
    room=None,
    window=None,
    counted=(),
    group={},
    missing=("Déclaration de l’entreprise de moins de trois mois",),
)


def check(verdict: Verdict = REFUSED, *, number: int = 1, **told) -> Check:
    """A verdict that OPERATOR asked for; `told` changes its fields."""
    held = {
        "code": f"V-2026-{number:06d}",
        "siren": SIREN,
        "name": NAME,
        "financer": OPERATOR,
        "regime": verdict.regime,
        "amount_cents": ASKED.cents,
        "cents": ASKED.cents,
        "granted_on": verdict.on,
        "answer": verdict.answer,
        "most": verdict.most,
        "asked": asked_document(ASKED),
        "verdict": verdict_document(verdict),
        "made_at": NOW,
        "author": "essai",
    }
    return Check.objects.create(**held | told)


def words_of(response, *, status: int = 200) -> str:
    """The words of the main part of a page, spaces made one."""
    assert response.status_code == status, (response.status_code, response.get("Location"))
    main = re.search(r"(?s)<main.*</main>", response.content.decode()).group()
    bare = re.sub(r"<[^>]+>", " ", main).replace("\u00a0", " ").replace("\u202f", " ")
    return " ".join(bare.split())


def words_of_pdf(response) -> str:
    """The words of a PDF that is downloaded."""
    assert response.status_code == 200
    made = subprocess.run(
        ["pdftotext", "-layout", "-", "-"],
        input=response.content,
        capture_output=True,
        check=True,
    )
    text = made.stdout.decode().replace("\u00a0", " ").replace("\u202f", " ")
    return " ".join(text.split())


class _Sent(HTMLParser):
    """The fields of a page and what a browser sends of each."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        if tag == "input" and (held.get("type") != "checkbox" or "checked" in held):
            self.fields[held.get("name", "")] = held.get("value", "")
        elif tag == "select":
            self.select = held.get("name", "")
        elif tag == "option" and ("selected" in held or self.select not in self.fields):
            self.fields[self.select] = held.get("value", "")


def sent_by_a_browser(response) -> dict[str, str]:
    """What a browser sends of a page's forms that nobody filled in: of a select, its first choice
    when none is chosen."""
    page = _Sent()
    page.feed(response.content.decode())
    return page.fields
