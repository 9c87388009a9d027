"""What the worker does for people, so that an answer takes the same time whoever asks."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django_tasks import task

from ancrage.people.models import Person
from ancrage.people.signin.links import password_path


@task()
def send_password_link(address: str) -> None:
    """Send a link of one use to the local account that has this address, if there is one.

    It goes by mail alone: the messages that are kept are read by others.
    """
    person = Person.objects.filter(
        email=address, is_active=True, is_demonstration=False, erased_at=None
    ).first()
    if person is None or (person.subject and not person.has_usable_password()):
        return
    url = settings.SITE_URL + password_path(person)
    text = render_to_string("people/mail/password_link.txt", {"url": url})
    send_mail(_("Ancrage : choisir un mot de passe"), text, None, [address])
