"""Files kept, handed over, let go; the form field and how a page shows one."""

import datetime as dt

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext

from ancrage.files.actions import discard_file, store_file
from ancrage.files.forms import AttachedFileField, GivenFile
from ancrage.files.models import FileContent, StoredFile
from ancrage.files.responses import file_response
from ancrage.files.rules.kinds import FileRefusedError
from tests.files.samples import jpeg, pdf, png

NOW = dt.datetime(2026, 11, 25, 9, 0, tzinfo=dt.UTC)


def store(name="Plan.pdf", content=None):
    held = pdf() if content is None else content
    return store_file(name=name, content=held, by_reference="p-1", now=NOW)


def test_a_file_is_kept_with_what_it_is(db):
    file = StoredFile.objects.get(pk=store().pk)
    assert (file.name, file.media_type, file.size) == ("Plan.pdf", "application/pdf", len(pdf()))
    assert (file.uploaded_by, file.uploaded_at) == ("p-1", NOW)
    assert bytes(file.content.data) == pdf()
    assert len(str(file.pk)) == 36


def test_the_same_content_is_kept_once(db):
    first, second = store(), store("Autre nom.pdf")
    assert first.pk != second.pk
    assert first.sha256 == second.sha256
    assert FileContent.objects.count() == 1


def test_a_list_of_files_does_not_read_their_content(db, django_assert_num_queries):
    store()
    with django_assert_num_queries(1):
        (file,) = StoredFile.objects.all()
        assert (file.name, file.size_in_words) == ("Plan.pdf", f"{len(pdf())}\u00a0octets")


def test_storing_what_is_there_does_not_read_it_again(db):
    store()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        store()
    assert not any('"data"' in q["sql"] and q["sql"].startswith("SELECT") for q in queries)


def test_a_refused_file_leaves_nothing(db):
    with pytest.raises(FileRefusedError):
        store(content=b"MZ\x90\x00")
    assert not StoredFile.objects.exists()
    assert not FileContent.objects.exists()


def test_a_file_goes_with_its_content_unless_another_has_it(db):
    first, second = store(), store()
    discard_file(file=first)
    assert FileContent.objects.count() == 1
    discard_file(file=second)
    assert not FileContent.objects.exists()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Plan.pdf", 'attachment; filename="Plan.pdf"'),
        ("Délibération.pdf", "attachment; filename*=utf-8''D%C3%A9lib%C3%A9ration.pdf"),
        ('a";b\r\nX: y.pdf', 'attachment; filename="a-;b X- y.pdf"'),
    ],
)
def test_a_file_is_handed_over_to_be_saved(db, name, expected):
    response = file_response(store(name))
    assert response["Content-Disposition"] == expected
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    assert response.content == pdf()


class Deposit(forms.Form):
    file = AttachedFileField(label="Pièce", today=NOW.date, required=False)


def deposited(name, content):
    return Deposit({}, {"file": SimpleUploadedFile(name, content, "text/html")})


def test_the_field_gives_the_command_what_it_needs():
    form = deposited("photo.jpg", jpeg())
    assert form.is_valid()
    assert form.cleaned_data["file"] == GivenFile("photo.jpg", jpeg())


def test_an_empty_field_that_is_not_required_gives_none():
    form = Deposit({}, {})
    assert form.is_valid()
    assert form.cleaned_data["file"] is None


def test_the_field_says_what_is_wrong():
    form = deposited("rapport.pdf", b"<html>")
    assert not form.is_valid()
    assert "page web" in form.errors["file"][0]


def test_a_file_too_large_is_not_read():
    form = deposited("gros.pdf", b"x")
    form.files["file"].size = 30_000_000
    form.files["file"].file = None
    assert "30\u00a0Mo" in form.errors["file"][0]


def test_the_field_says_what_is_accepted():
    html = Template("{% field form.file %}").render(Context({"form": Deposit()}))
    assert 'accept=".pdf,.png,.jpg,.jpeg,.odt,.ods,.docx,.xlsx,.csv,.txt"' in html
    assert 'class="fr-upload"' in html
    assert "20\u00a0Mo au plus" in html
    assert 'aria-describedby="id_file-aide"' in html


def test_a_file_on_a_page_says_its_kind_size_and_date(db):
    file = store("<b>photo.png", png())
    shown = Template("{% load files %}{% attached_file file url %}")
    html = shown.render(Context({"file": file, "url": "/pieces/1"}))
    assert '<a href="/pieces/1" download>-b-photo.png</a>' in html
    assert f"image PNG, {file.size_in_words}, déposé le 25\u00a0novembre\u00a02026" in html
    assert "href" not in shown.render(Context({"file": file}))
