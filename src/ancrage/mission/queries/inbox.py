"""What of the missions waits in people's lists."""

from ancrage.inbox.models import Item


def open_causes(prefix: str) -> set[str]:
    """The causes that begin so and still wait. One query."""
    held = Item.objects.filter(cause__startswith=prefix, kind=Item.TODO, settled_at=None)
    return set(held.values_list("cause", flat=True))
