"""Personal links in messages: made when a message leaves, never kept in what others may read.

A message holds a mark in the link's place. It becomes the link when the message leaves, and some
words for whoever else reads the message. An invitation's key changes each time that it is sent;
the other kinds of link are registered by the capabilities that make them.
"""

import re
from collections.abc import Callable, Collection

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.html import format_html
from django.utils.translation import gettext as _

SALT = "ancrage.people.invitation"
INVITATION = "invitation"
MARK = re.compile(r"\[\[([a-z]{1,20}) ([0-9a-f]{32}) ([0-9]{1,5})\]\]")
Path = Callable[[str, str], str]
"""From a mark's reference and the addressee of the message, the path of his link; "" for none."""
_paths: dict[str, Path] = {}


def register_link(kind: str, path: Path) -> None:
    """Say what the marks of a kind stand for; the last registration holds."""
    _paths[kind] = path


def key_of(reference: str, sent_count: int) -> str:
    """The key of an invitation's link, for the time that it was last sent."""
    return salted_hmac(SALT, f"{reference} {sent_count}", algorithm="sha256").hexdigest()


def mark_of(reference: str, sent_count: int = 1, *, kind: str = INVITATION) -> str:
    """What a message holds in the link's place."""
    return f"[[{kind} {reference} {sent_count}]]"


def link_of(reference: str, sent_count: int) -> str:
    """The whole address of an invitation's link."""
    return f"{settings.SITE_URL}{reverse('invitation', args=[key_of(reference, sent_count)])}"


def with_links(
    text: str,
    *,
    kinds: Collection[str] = (INVITATION,),
    addressee: str = "",
    as_html: bool = False,
) -> str:
    """A text with the links in place of their marks: for its addressee alone.

    Marks of other kinds than these are left as words: whoever can write in a message could
    otherwise have slipped one in.
    """

    def put(found: re.Match[str]) -> str:
        address = _address(found, addressee) if found[1] in kinds else ""
        if not address:
            return _hidden()
        return format_html('<a href="{0}">{0}</a>', address) if as_html else address

    return MARK.sub(put, text)


def _address(found: re.Match[str], addressee: str) -> str:
    if found[1] == INVITATION:
        return link_of(found[2], int(found[3]))
    path = _paths[found[1]](found[2], addressee) if found[1] in _paths else ""
    return f"{settings.SITE_URL}{path}" if path else ""


def without_links(text: str) -> str:
    """A text with words in place of the marks: for anybody else."""
    return MARK.sub(lambda _found: _hidden(), text)


def _hidden() -> str:
    return _("(lien personnel, connu de son seul destinataire)")
