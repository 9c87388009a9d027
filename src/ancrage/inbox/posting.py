"""A message as an electronic letter: plain text, simple HTML, the way to stop receiving them."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from ancrage.inbox.models import Message
from ancrage.people.invitation_links import with_links

SALT = "inbox.unsubscribe"


def post(message: Message) -> None:
    """Hand a message to the mail server. What goes wrong there is raised."""
    letter(message).send()


def letter(message: Message) -> EmailMultiAlternatives:
    """The e-mail of a message. Its identifier is always the same, so that a mailbox that gets it
    twice can tell."""
    stop = settings.SITE_URL + reverse("inbox_unsubscribe", args=[stop_token(message.reference)])
    kinds, addressee = message.link_kinds, message.reference
    text = with_links(message.text, kinds=kinds, addressee=addressee)
    html = with_links(message.html, kinds=kinds, addressee=addressee, as_html=True)
    told = {
        "site": settings.SITE_URL,
        "unsubscribe": stop,
        "message": message,
        "html": html,
    }
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    made = EmailMultiAlternatives(
        subject=message.subject,
        body=text + render_to_string("inbox/mail/footer.txt", told),
        to=[message.address],
        headers={
            "Message-ID": f"<{message.identifier}@{host}>",
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    made.attach_alternative(render_to_string("inbox/mail/whole.html", told), "text/html")
    return made


def stop_token(reference: str) -> str:
    """What a message carries so that its reader may stop them all without signing in."""
    return signing.Signer(salt=SALT).sign(reference)


def stopped_by(token: str) -> str | None:
    """The person whose messages this token stops; None for a forged one."""
    try:
        return signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature:
        return None
