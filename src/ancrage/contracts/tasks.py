"""What the worker does for contracts: a signature service that answers later is asked again."""

import time

from django.utils import timezone
from django.utils.translation import gettext as _

from ancrage.contracts.signing_models import Attempt
from ancrage.contracts.signing_run import follow_attempt
from ancrage.jobs.registry import Arguments, Progress

PAUSES = (1.0, 2.0, 4.0, 8.0)
"""Seconds between tries; then `ancrage contract follow` takes over, every few minutes."""


def follow(arguments: Arguments, progress: Progress) -> None:
    """Ask about one request until it is answered, for a while."""
    attempt = Attempt.objects.filter(key=arguments["key"]).first()
    for number, pause in enumerate(PAUSES):
        if attempt is None or follow_attempt(attempt, now=timezone.now()).state != Attempt.PENDING:
            return
        progress(_("le service de signature n’a pas encore répondu"), number / len(PAUSES))
        time.sleep(pause)
