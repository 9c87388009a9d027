"""What of a capability waits in people's lists, for the commands that ask and settle."""

from ancrage.inbox.models import Item


def open_items(prefix: str) -> dict[str, Item]:
    """What begins so and still waits, by its cause. One query."""
    held = Item.objects.filter(cause__startswith=prefix, kind=Item.TODO, settled_at=None)
    return {item.cause: item for item in held}


def open_causes(prefix: str) -> set[str]:
    """The causes that begin so and still wait. One query."""
    return set(open_items(prefix))
