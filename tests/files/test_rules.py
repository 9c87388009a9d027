"""What a file is told to be, and what is refused: from its content, whatever its name says."""

import contextlib
import datetime as dt
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancrage.files.limits import known_limits, limits_at
from ancrage.files.rules.checking import check_file, kind_of
from ancrage.files.rules.kinds import KINDS, PDF, PNG, TEXT, FileRefusedError, Limits, limits_on
from ancrage.files.rules.names import LENGTH_MAX, clean_name
from ancrage.files.rules.words import accepted_in_words, size_in_words
from tests.files.samples import ODF, SAMPLES, archive, docx, jpeg, odf, pdf, png

LIMITS = limits_at(dt.date(2026, 11, 25))


def told(content, name="fichier"):
    return check_file(name=name, content=content, limits=LIMITS)


@pytest.mark.parametrize("media_type", SAMPLES)
@pytest.mark.parametrize("name", ["", "facture.exe", "photo.png", "document.pdf"])
def test_the_content_says_the_kind(media_type, name):
    assert told(SAMPLES[media_type], name).kind.media_type == media_type


def test_only_the_name_tells_a_table_from_a_text():
    assert told(b"a;b\n1;2\n", "emplois.csv").kind.media_type == "text/csv"
    assert told(b"a;b\n1;2\n", "emplois.CSV. ").kind.media_type == "text/csv"
    assert told(b"a;b\n1;2\n", "emplois.txt").kind.media_type == "text/plain"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_french_texts_are_texts(encoding):
    text = "Où ? À Œuvre-Saint-Loup : 12 € « en tout ».\r\n\tFin\n"
    assert told(text.encode(encoding)).kind == TEXT


REFUSED = {
    "empty": (b"", "vide"),
    "an old document": (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "DOC, XLS"),
    "a program": (b"MZ\x90\x00\x03", "n’est pas accepté"),
    "a gif": (b"GIF89a\x01\x00\x01\x00", "PNG ou JPEG"),
    "half a text in utf-16": ("é".encode("utf-16")[:3], "n’est pas accepté"),
    "neither utf-8 nor windows-1252": (b"caf\x81\xe9", "n’est pas accepté"),
    "a page": (b"\n <!DOCTYPE html><p>", "page web"),
    "a drawing": (b"\xef\xbb\xbf<svg onload='x'>", "page web"),
    "rtf": (b"{\\rtf1 x}", "RTF"),
    "a pdf with a password": (pdf(b"/Encrypt 5 0 R"), "mot de passe"),
    "a pdf cut short": (pdf()[:40], "incomplet"),
    "a png cut short": (png()[:-12], "incomplet"),
    "a png of nothing": (png(0, 4), "abîmé"),
    "a huge png": (png(20_000, 20_000), "100 millions de points"),
    "a huge jpeg": (jpeg(60_000, 60_000), "100 millions de points"),
    "a jpeg cut short": (jpeg()[:30], "incomplet"),
    "an archive": (archive({"a.pdf": pdf()}), "archive"),
    "a presentation": (docx(type="application/vnd.ms.presentationml.presentation.main+xml")
                       .replace(b"word/document", b"ppt/sdocument"), "PDF"),
    "an odf presentation": (odf("presentation"), "présentation"),
    "another odf": (odf("graphics"), "archive"),
    "an odf with a password": (odf(manifest="<manifest:encryption-data/>"), "mot de passe"),
    "a wholly encrypted odf": (odf(**{"encrypted-package": "x"}), "mot de passe"),
    "an odf with macros": (odf(**{"Basic/Standard/Module1.xml": "<m/>"}), "macros"),
    "a docm": (docx(type="application/vnd.ms-word.document.macroEnabled.main+xml"), "macros"),
    "a docx with macros": (docx(**{"word/vbaProject.bin": "x"}), "macros"),
    "a docx that holds an xlsm": (docx(**{"word/embeddings/a.xlsm": "x"}), "macros"),
    "a docx cut short": (docx()[:-30], "incomplet"),
    "a bomb": (docx(**{"word/media/a": b"\0" * 50_000_000}), "démesurée"),
    "too many pieces": (docx(**{f"word/{n}": "" for n in range(6000)}), "démesurée"),
    "an unusual compression": (archive({"mimetype": f"{ODF}.text"}, method=zipfile.ZIP_LZMA),
                               "abîmé"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_refusal_says_what_is_wrong_and_what_to_do(case):
    content, what = REFUSED[case]
    with pytest.raises(FileRefusedError, match=what) as refusal:
        told(content, "dossier.pdf")
    sentence = str(refusal.value)
    assert sentence.endswith(".")
    assert " :" not in sentence
    assert " ;" not in sentence


def test_an_encrypted_archive_is_refused():
    content = bytearray(docx())
    for place in range(len(content) - 4):  # the flag of every entry, in both of its headers
        if content[place : place + 4] == b"PK\x03\x04":
            content[place + 6] |= 1
        elif content[place : place + 4] == b"PK\x01\x02":
            content[place + 8] |= 1
    with pytest.raises(FileRefusedError, match="mot de passe"):
        told(bytes(content))


def test_a_changed_byte_inside_a_document_is_seen():
    parts = {"mimetype": f"{ODF}.text", "content.xml": "<office>Roanne</office>"}
    content = archive(parts, method=zipfile.ZIP_STORED)
    assert told(content).kind.media_type == f"{ODF}.text"
    with pytest.raises(FileRefusedError, match="abîmé"):
        told(content.replace(b"Roanne", b"Rouanne"[:6]))


def test_the_size_is_limited():
    content = b"a" * (LIMITS.file_bytes + 1)
    assert told(content[:-1]).size == LIMITS.file_bytes
    with pytest.raises(FileRefusedError, match="la limite est de 20\u00a0Mo"):
        told(content)


def test_the_limits_in_force_on_the_day_hold():
    first = Limits(dt.date(2020, 1, 1), 5, 10**8, 100, 100, 100, 100, 100, 100, "")
    last = replace(first, valid_from=dt.date(2025, 1, 1), file_bytes=9)
    days = [dt.date(2019, 1, 1), dt.date(2024, 12, 31), dt.date(2025, 1, 1)]
    assert [limits_on(day=day, known=[last, first]).file_bytes for day in days] == [5, 5, 9]
    assert all(limits.reason for limits in known_limits())


@given(st.binary(max_size=300))
def test_any_bytes_are_told_or_refused(content):
    with contextlib.suppress(FileRefusedError):
        assert told(content).kind in {TEXT, PDF}


@given(st.sampled_from(sorted(SAMPLES)), st.data())
def test_a_damaged_file_is_told_or_refused(media_type, data):
    content = bytearray(SAMPLES[media_type])
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(content)))
    with contextlib.suppress(FileRefusedError):
        assert kind_of(name="", content=bytes(content[:cut]), limits=LIMITS) in KINDS.values()


@given(st.sampled_from(sorted(SAMPLES)), st.text(max_size=20))
def test_no_name_changes_what_the_content_says(media_type, name):
    kind = told(SAMPLES[media_type], name).kind
    assert kind.media_type in {media_type, *(["text/csv"] if media_type == "text/plain" else [])}


names = (
    st.text(max_size=300)
    | st.from_regex(r"[\w ./\\:.-]{0,40}\.(pdf|PNG|exe)", fullmatch=True)
    | st.from_regex(r"_?(con|NUL|com1)[. ]?(txt)?", fullmatch=True)
)


@given(names, st.sampled_from(sorted(KINDS)))
def test_a_cleaned_name_is_safe_and_stays_as_it_is(name, media_type):
    kind = KINDS[media_type]
    cleaned = clean_name(name=name, kind=kind)
    assert 0 < len(cleaned) <= LENGTH_MAX
    assert cleaned.lower().endswith(kind.suffixes)
    assert not set(cleaned) & set('/\\<>:"|?*\r\n\t\x00\u202e')
    assert not cleaned.startswith((".", " "))
    assert clean_name(name=cleaned, kind=kind) == cleaned


@pytest.mark.parametrize(
    ("name", "kind", "cleaned"),
    [
        ("Délibération n° 12.PDF", PDF, "Délibération n° 12.PDF"),
        ("C:\\Mes documents\\plan.pdf", PDF, "plan.pdf"),
        ("../../etc/passwd", TEXT, "passwd.txt"),
        ("photo.jpg", PNG, "photo.png"),
        ("page.html", TEXT, "page.html.txt"),
        ("facture\u202efdp.exe", PDF, "facturefdp.exe.pdf"),
        ("", PDF, "fichier.pdf"),
        (".pdf", PDF, "fichier.pdf"),
        ("  a\n b .pdf", PDF, "a b.pdf"),
        ("con.pdf", PDF, "_con.pdf"),
        ("Contrat.con", PDF, "Contrat.con.pdf"),
        ("Compte rendu 2.5", PDF, "Compte rendu 2.5.pdf"),
    ],
)
def test_names(name, kind, cleaned):
    assert clean_name(name=name, kind=kind) == cleaned


@pytest.mark.parametrize(
    ("size", "words"),
    [(1, "1 octet"), (812, "812 octets"), (1000, "1 ko"), (240_400, "240 ko"),
     (999_499, "999 ko"), (999_500, "1 Mo"), (1_234_567, "1,2 Mo"), (20_000_000, "20 Mo")],
)  # fmt: skip
def test_sizes_are_written_as_people_read_them(size, words):
    assert size_in_words(size) == words.replace(" ", "\u00a0")


def test_what_is_accepted_is_said():
    assert "20\u00a0Mo au plus" in accepted_in_words(LIMITS)
