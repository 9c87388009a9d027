"""What of the requests waits in people's lists."""

from ancrage.inbox.models import Item


def open_items(prefix: str) -> dict[str, Item]:
    """What begins so and still waits, by its cause. One query."""
    held = Item.objects.filter(cause__startswith=prefix, kind=Item.TODO, settled_at=None)
    return {item.cause: item for item in held}
