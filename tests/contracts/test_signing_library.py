"""The local authority and its signatures: what they are, what they keep, what they never do."""

import shutil
import stat
import subprocess
from io import BytesIO

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from ancrage.contracts.signing.authority import ANSWERS_KEPT, LocalAuthority
from ancrage.contracts.signing.port import (
    Declined,
    SignatureProvider,
    Signed,
    UnknownKeyError,
)
from ancrage.contracts.signing.report import NotAddedError, Verdict
from ancrage.contracts.signing.verifying import check_added, verify
from tests.contracts.signed_papers import AT, authority, paper, request, root, signed


def test_the_local_authority_is_a_provider() -> None:
    assert isinstance(authority(), SignatureProvider)
    assert authority().proves
    assert authority().does_not_prove


def test_a_signature_is_appended_and_nothing_else_moves() -> None:
    assert signed(1).startswith(paper())
    assert signed(2).startswith(signed(1))
    before, after = (PdfFileReader(BytesIO(one)).trailer for one in (paper(), signed(2)))
    assert before["/Info"] == after["/Info"]
    assert before["/Root"]["/Metadata"].data == after["/Root"]["/Metadata"].data
    assert "/Version" not in after["/Root"]
    assert after["/Root"]["/StructTreeRoot"] == before["/Root"]["/StructTreeRoot"]


def test_a_signature_has_no_place_on_the_page_and_says_the_reading_order() -> None:
    page = PdfFileReader(BytesIO(signed(2))).root["/Pages"]["/Kids"][0]
    assert page["/Tabs"] == "/S"
    for widget in (held.get_object() for held in page["/Annots"]):
        left, bottom, right, top = (float(side) for side in widget["/Rect"])
        assert left == right < 0
        assert bottom == top < 0
        assert widget["/F"] & 4, "PDF/A asks that it prints"
        assert not widget["/F"] & 2, "PDF/A asks that it is not hidden"
        assert widget["/TU"].startswith("Signature de Camille Essai")


def test_who_when_as_what_are_told() -> None:
    first, second = verify(signed(2), roots=root()).signatures
    assert first.name == "Camille Essai 1"
    assert second.quality == "Présidente de la communauté de communes d’Essai"
    assert second.organisation == "CC d’Essai"
    assert (second.place, second.reason) == ("Lyon", "Contrat d’essai")
    assert first.said_at == request(b"", 1).at
    assert (first.covers_all, second.covers_all) == (False, True)


def test_a_key_is_signed_once(tmp_path) -> None:
    local = LocalAuthority(tmp_path / "signing")
    first = local.ask(request(paper(), key="one"))
    assert local.ask(request(paper(), key="one")) == first
    assert local.fetch("one") == first
    assert local.ask(request(paper(), key="two")) != first
    with pytest.raises(UnknownKeyError):
        local.fetch("three")


def test_answers_are_forgotten_in_time(tmp_path) -> None:
    local = LocalAuthority(tmp_path / "signing")
    local.ask(request(paper(), key="one"))
    kept = next((tmp_path / "signing" / "answers").glob("*.pdf")).stat().st_mtime
    later = AT.fromtimestamp(kept, tz=AT.tzinfo) + ANSWERS_KEPT * 2
    local.ask(request(paper(), key="two", at=later))
    with pytest.raises(UnknownKeyError):
        local.fetch("one")


def test_keys_are_read_by_their_owner_alone_and_only_the_roots_is_kept(tmp_path) -> None:
    folder = tmp_path / "signing"
    local = LocalAuthority(folder)
    local.ask(request(paper()))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "root.key").stat().st_mode) == 0o600
    holding = [p for p in folder.rglob("*") if p.is_file() and b"PRIVATE KEY" in p.read_bytes()]
    assert holding == [folder / "root.key"]
    assert b"PRIVATE" not in local.root_pem()


def test_the_root_stays_the_same(tmp_path) -> None:
    first = LocalAuthority(tmp_path / "signing").root_pem()
    assert LocalAuthority(tmp_path / "signing").root_pem() == first


def test_what_is_not_a_pdf_is_declined(tmp_path) -> None:
    answer = LocalAuthority(tmp_path / "signing").ask(request(b"%PDF-1.7 not really"))
    assert isinstance(answer, Declined)
    assert answer.reason.endswith(".")


def test_a_long_name_is_told_whole(tmp_path) -> None:
    name = "Marie-Charlotte " * 6
    answer = authority().ask(request(paper(), key="long", name=name.strip()))
    assert isinstance(answer, Signed)
    assert verify(answer.document, roots=root()).signatures[0].name == name.strip()


def test_what_a_service_returns_is_checked() -> None:
    assert check_added(paper(), signed(1), roots=root()).name == "Camille Essai 1"
    with pytest.raises(NotAddedError, match="pas celui qui a été envoyé"):
        check_added(signed(1), paper())
    with pytest.raises(NotAddedError, match="une signature de plus"):
        check_added(signed(1), signed(1))
    with pytest.raises(NotAddedError, match="une signature de plus"):
        check_added(paper(), signed(2))


def test_a_root_of_another_installation_is_not_trusted(tmp_path) -> None:
    stranger = LocalAuthority(tmp_path / "signing").ask(request(paper()))
    assert isinstance(stranger, Signed)
    report = verify(stranger.document, roots=root())
    assert report.verdict is Verdict.UNTRUSTED
    with pytest.raises(NotAddedError, match="racine"):
        check_added(paper(), stranger.document, roots=root())


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not here")
def test_qpdf_finds_no_fault(tmp_path) -> None:
    path = tmp_path / "signed.pdf"
    path.write_bytes(signed(2))
    done = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout
