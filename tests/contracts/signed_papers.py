"""A document to sign, the same signed: made once, from a root made for the tests."""

import datetime as dt
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp

import typst

from ancrage.contracts.signing.authority import LocalAuthority
from ancrage.contracts.signing.port import SignatureRequest, Signed
from ancrage.contracts.signing.trust import read_roots

AT = dt.datetime(2019, 7, 1, 9, 30, tzinfo=dt.UTC)
SOURCE = """
#set document(title: "Contrat d’essai", date: datetime(year: 2019, month: 6, day: 30))
#set text(lang: "fr")
= Contrat d’essai
#lorem(120)
"""


@lru_cache(maxsize=1)
def paper() -> bytes:
    """A PDF/A-3a and PDF/UA-1, as contracts are."""
    return typst.compile(SOURCE.encode(), pdf_standards=["a-3a", "ua-1"])


@lru_cache(maxsize=1)
def authority() -> LocalAuthority:
    return LocalAuthority(Path(mkdtemp(prefix="ancrage-authority-")) / "signing")


@lru_cache(maxsize=1)
def root():
    return read_roots(authority().root_pem())


def request(document: bytes, number: int = 1, key: str = "", **told) -> SignatureRequest:
    held = {
        "key": key or f"paper-{number}-{len(document)}",
        "name": f"Camille Essai {number}",
        "quality": "Présidente de la communauté de communes d’Essai",
        "organisation": "CC d’Essai",
        "place": "Lyon",
        "reason": "Contrat d’essai",
        "at": AT + dt.timedelta(hours=number),
    }
    return SignatureRequest(document=document, **(held | told))


@lru_cache(maxsize=4)
def signed(times: int) -> bytes:
    document = paper()
    for number in range(1, times + 1):
        answer = authority().ask(request(document, number))
        assert isinstance(answer, Signed)
        document = answer.document
    return document
