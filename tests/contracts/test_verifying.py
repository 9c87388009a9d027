"""Strict verification: what is authentic, every change seen, hostile files told in a sentence."""

import os
import random
import shutil
import subprocess
from io import BytesIO

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import copy_into_new_writer

from ancrage.contracts.signing.port import Signed
from ancrage.contracts.signing.reading import open_pdf, read_date
from ancrage.contracts.signing.report import UnreadableError, Verdict
from ancrage.contracts.signing.trust import RootsUnreadableError, read_roots
from ancrage.contracts.signing.verifying import verify
from tests.contracts.signed_papers import authority, paper, request, root, signed

CHANGES = 1000


def verdict(data: bytes) -> str:
    try:
        return verify(data, roots=root()).verdict
    except UnreadableError:
        return "unreadable"


def test_a_signed_file_is_authentic_and_its_record_found() -> None:
    report = verify(signed(2), roots=root())
    assert report.verdict is Verdict.AUTHENTIC
    assert not report.faults
    assert report.signed_digest == verify(paper()).digest
    assert report.digest == verify(signed(2)).digest


def test_without_a_root_nobody_is_believed() -> None:
    assert verify(signed(1)).verdict is Verdict.UNTRUSTED


def test_a_file_without_signature_says_so() -> None:
    report = verify(paper(), roots=root())
    assert report.verdict is Verdict.UNSIGNED
    assert report.signed_digest == report.digest


def test_a_thousand_changes_of_one_byte_are_each_seen() -> None:
    """Half anywhere, half where no digest looks: the signature's own hole."""
    whole, chance = signed(2), random.Random(5_3_2019)  # noqa: S311 a seed, not a secret
    hole = whole.rindex(b"/Contents")
    places = [
        *(chance.randrange(len(whole)) for _change in range(CHANGES // 2)),
        *(chance.randrange(hole, hole + 4700) for _change in range(CHANGES // 2)),
    ]
    unseen = []
    for place in places:
        changed = bytearray(whole)
        changed[place] ^= chance.randrange(1, 256)
        if verdict(bytes(changed)) == Verdict.AUTHENTIC:
            unseen.append((place, changed[place]))
    assert unseen == []


def test_a_digit_written_in_the_other_case_is_seen() -> None:
    whole = bytearray(signed(1))
    start = whole.rindex(b"/Contents")
    place = next(i for i in range(start + 12, len(whole)) if chr(whole[i]) in "ABCDEFabcdef")
    whole[place] ^= 0x20
    assert verify(bytes(whole), roots=root()).verdict is Verdict.CHANGED


def test_padding_other_than_zeros_is_seen() -> None:
    whole = bytearray(signed(1))
    whole[whole.rindex(b">", 0, whole.rindex(b"/ByteRange")) - 1] = ord("1")
    report = verify(bytes(whole), roots=root())
    assert "remplissage" in report.signatures[0].fault


@pytest.mark.parametrize("added", [b" ", b"\n", b"%%EOF\n", b"%PDF-1.7", signed(1)])
def test_anything_after_the_end_is_seen(added: bytes) -> None:
    assert verdict(signed(2) + added) != Verdict.AUTHENTIC


@pytest.mark.parametrize("removed", [1, 2, 7, 100, 5000])
def test_a_file_cut_short_is_seen(removed: int) -> None:
    assert verdict(signed(2)[:-removed]) != Verdict.AUTHENTIC


def test_the_last_signature_cut_off_leaves_the_first_alone_authentic() -> None:
    """Nothing in the file says that somebody else signed after: the record does."""
    report = verify(signed(1), roots=root())
    assert report.verdict is Verdict.AUTHENTIC
    assert report.digest != verify(signed(2)).digest


def updated(data: bytes) -> bytes:
    """The file with an update that changes what a page shows."""
    writer = IncrementalPdfFileWriter(BytesIO(data))
    page, _resources = writer.find_page_for_modification(0)
    page.get_object()["/Rotate"] = generic.NumberObject(90)
    writer.update_container(page.get_object())
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_an_update_that_is_not_a_signature_is_seen() -> None:
    report = verify(updated(signed(1)), roots=root())
    assert report.verdict is Verdict.CHANGED
    assert report.signatures[0].is_intact, "what it covers has not moved"
    assert not report.signatures[0].covers_all
    assert any("autre chose" in fault for fault in report.faults)


def test_an_update_hidden_under_another_signature_is_seen() -> None:
    answer = authority().ask(request(updated(signed(1)), 3))
    assert isinstance(answer, Signed)
    report = verify(answer.document, roots=root())
    assert report.verdict is Verdict.CHANGED
    assert all(one.is_intact for one in report.signatures)
    assert report.faults == ("Une mise à jour du fichier n’est pas une signature.",)


def encrypted() -> bytes:
    writer = copy_into_new_writer(open_pdf(paper()).reader)
    writer.encrypt("owner", "user")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def looped() -> bytes:
    """A cross-reference table whose previous one is itself."""
    data = paper()
    start = data[data.rindex(b"startxref") :].split()[1]
    return data.replace(b"trailer\n<<", b"trailer\n<</Prev " + start, 1)


def nested(depth: int) -> bytes:
    return paper().replace(b"/Type/Catalog", b"/X" + b"[" * depth + b"]" * depth, 1)


HOSTILE = {
    "empty": b"",
    "text": b"Bonjour",
    "only a header": b"%PDF-1.7\n",
    "zeros": b"\0" * 5000,
    "a header and noise": b"%PDF-1.7\n" + bytes(range(256)) * 20,
    "an end alone": b"%PDF-1.7\nstartxref\n99999999\n%%EOF\n",
    "cut": signed(2)[:9000],
    "a loop": looped(),
    "a picture": b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_files_are_told_in_a_sentence(data: bytes) -> None:
    with pytest.raises(UnreadableError) as told:
        verify(data, roots=root())
    assert str(told.value).endswith(".")


def test_an_encrypted_file_is_told() -> None:
    with pytest.raises(UnreadableError, match="chiffré"):
        verify(encrypted())


def test_a_huge_file_is_told_before_it_is_read(monkeypatch) -> None:
    monkeypatch.setattr("ancrage.contracts.signing.reading.LARGEST", 1_000_000)
    with pytest.raises(UnreadableError, match="1 Mo"):
        verify(b"%PDF-1.7" + b"\0" * 1_000_000)


def test_objects_nested_without_end_are_told() -> None:
    with pytest.raises(UnreadableError):
        verify(nested(100_000))


@pytest.mark.parametrize("content", [b"", b"-----BEGIN CERTIFICATE-----\nAAAA\n", b"\xff" * 40])
def test_a_root_that_is_none_is_told(content: bytes) -> None:
    with pytest.raises(RootsUnreadableError):
        read_roots(content)


def test_dates_of_pdf() -> None:
    assert read_date("D:20260305093000Z").isoformat() == "2026-03-05T09:30:00+00:00"
    assert read_date("D:20260305093000+01'00'").isoformat() == "2026-03-05T09:30:00+01:00"
    assert read_date("D:20269905093000Z") is None
    assert read_date("hier") is None


needs_pdfsig = pytest.mark.skipif(
    shutil.which("pdfsig") is None and os.environ.get("ANCRAGE_BROWSER_TESTS") != "required",
    reason="pdfsig is not here",
)


def pdfsig(data: bytes, tmp_path) -> str:
    path = tmp_path / "signed.pdf"
    path.write_bytes(data)
    return subprocess.run(["pdfsig", str(path)], capture_output=True, check=False).stdout.decode()


@needs_pdfsig
def test_pdfsig_agrees_that_it_is_good(tmp_path) -> None:
    told = pdfsig(signed(2), tmp_path)
    ours = verify(signed(2), roots=root()).signatures
    assert told.count("Signature is Valid.") == len(ours) == 2
    assert told.count("ETSI.CAdES.detached") == 2
    assert told.count("Total document signed") == sum(one.covers_all for one in ours)
    for one in ours:
        assert one.name in told


@needs_pdfsig
def test_pdfsig_agrees_that_it_was_changed(tmp_path) -> None:
    whole = bytearray(signed(2))
    whole[whole.index(b"stream") + 40] ^= 1
    ours = verify(bytes(whole), roots=root()).signatures
    assert pdfsig(bytes(whole), tmp_path).count("Digest Mismatch") == 2
    assert not any(one.is_intact for one in ours)
