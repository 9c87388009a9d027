"""Static files: hashed and compressed where they were collected, served as they are elsewhere."""

from typing import Any

from django.contrib.staticfiles.finders import AppDirectoriesFinder
from whitenoise.storage import (  # type: ignore[import-untyped]
    CompressedManifestStaticFilesStorage,
)

UNUSED = (
    "dsfr/dist/analytics*",
    "dsfr/dist/artwork*",
    "dsfr/dist/component*",
    "dsfr/dist/core*",
    "dsfr/dist/dsfr",
    "dsfr/dist/layout*",
    "dsfr/dist/legacy*",
    "dsfr/dist/scheme*",
    "dsfr/dist/utility*",
    "dsfr/dist/dsfr.legacy*",
    "dsfr/dist/dsfr.module*",
    "dsfr/dist/dsfr.nomodule*",
    "dsfr/dist/dsfr.min.css",
    *(
        f"dsfr/dist/icons/{kind}/*"
        for kind in (
            *("buildings", "communication", "design", "development", "device", "document"),
            *("finance", "health", "map", "others"),
        )
    ),
    "dsfr/dist/icons/README*",
    "django-dsfr*",
    "django_htmx/ext/*",
    "django_htmx/htmax*",
    "django_htmx/htmx-4*",
)
"""What no page of ours asks for: not collected, so that a first start does not wait for it."""


class UsedFilesFinder(AppDirectoriesFinder):
    """The applications' static files, without the parts of the design system that we leave out."""

    def list(self, ignore_patterns: Any) -> Any:  # noqa: ANN401 Django's own signature is untyped
        return super().list([*(ignore_patterns or []), *UNUSED])


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Gives a file's plain name as long as nothing was collected (tests, development)."""

    manifest_strict = False

    def hashed_name(self, name: str, content: Any = None, filename: str | None = None) -> str:  # noqa: ANN401
        if content is None and not self.hashed_files:
            return name
        return super().hashed_name(name, content, filename)
