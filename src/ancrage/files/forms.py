"""The form field through which a file is given: what is accepted is said, and checked."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from ancrage.files.limits import limits_at
from ancrage.files.rules.checking import check_file, check_size
from ancrage.files.rules.kinds import FileRefusedError
from ancrage.files.rules.words import accepted_in_words, accepted_suffixes


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file that a form accepted, ready for the command that will store it."""

    name: str
    content: bytes


class AttachedFileInput(forms.FileInput):
    """A file chooser in the look of the site, which proposes the accepted kinds."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"accept": accepted_suffixes(), **(attrs or {})})

    def build_attrs(
        self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        return super().build_attrs(base_attrs, extra_attrs) | {"class": "fr-upload"}


class AttachedFileField(forms.FileField):
    """Cleans to a `GivenFile`, or None when left empty and not required.

    `today` says the day, to know the limits in force: `timezone.localdate` on a page. The form
    needs `enctype="multipart/form-data"` and the files of the request.
    """

    widget = AttachedFileInput

    def __init__(self, *, today: Callable[[], dt.date], **options: Any) -> None:  # noqa: ANN401
        self.today = today
        super().__init__(**options)
        if not self.help_text:
            self.help_text = accepted_in_words(limits_at(today()))

    def clean(self, data: Any, initial: Any = None) -> Any:  # noqa: ANN401 as its parent's
        given = super().clean(data, initial)
        return self._checked(given) if isinstance(given, UploadedFile) else None

    def _checked(self, given: UploadedFile[Any]) -> GivenFile:
        limits = limits_at(self.today())
        try:
            check_size(size=given.size or 0, limits=limits)
            content = given.read()
            check_file(name=given.name or "", content=content, limits=limits)
        except FileRefusedError as refusal:
            raise ValidationError(str(refusal)) from refusal
        return GivenFile(given.name or "", content)
