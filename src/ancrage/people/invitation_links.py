"""The links of invitations: made again when needed, never kept in what others may read.

A message holds a mark in the link's place. It becomes the link when the message leaves, and some
words for whoever else reads the message. A key changes each time that the invitation is sent.
"""

import re

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.html import format_html
from django.utils.translation import gettext as _

SALT = "ancrage.people.invitation"
MARK = re.compile(r"\[\[invitation ([0-9a-f]{32}) ([0-9]{1,5})\]\]")


def key_of(reference: str, sent_count: int) -> str:
    """The key of an invitation's link, for the time that it was last sent."""
    return salted_hmac(SALT, f"{reference} {sent_count}", algorithm="sha256").hexdigest()


def mark_of(reference: str, sent_count: int) -> str:
    """What a message holds in the link's place."""
    return f"[[invitation {reference} {sent_count}]]"


def link_of(reference: str, sent_count: int) -> str:
    """The whole address of the link."""
    return f"{settings.SITE_URL}{reverse('invitation', args=[key_of(reference, sent_count)])}"


def with_links(text: str, *, as_html: bool = False) -> str:
    """A text with the links in place of their marks: for its addressee alone."""

    def put(found: re.Match[str]) -> str:
        address = link_of(found[1], int(found[2]))
        return format_html('<a href="{0}">{0}</a>', address) if as_html else address

    return MARK.sub(put, text)


def without_links(text: str) -> str:
    """A text with words in place of the marks: for anybody else."""
    return MARK.sub(_("(lien personnel, connu de son seul destinataire)"), text)
