"""An attached file on a page: `{% load files %}`, then `{% attached_file file url %}`."""

from django import template

from ancrage.files.models import StoredFile

register = template.Library()


@register.inclusion_tag("files/attached_file.html")
def attached_file(file: StoredFile, url: str = "") -> dict[str, object]:
    """The file's name, kind, size and date; a link when the reader may have it (`url`)."""
    return {"file": file, "url": url}
