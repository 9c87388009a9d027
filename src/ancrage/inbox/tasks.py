"""What the worker does at once, without waiting for the next round of messages."""

from django.utils import timezone
from django_tasks import task

from ancrage.inbox.actions.rounds import send_due


@task()
def send_now() -> None:
    """Have what is urgent leave, with all that is due."""
    send_due(now=timezone.now())
