"""Every change to what people have to do and to know, and to what is sent to them."""

from ancrage.inbox.actions.asking import ask, inform, settle

__all__ = ["ask", "inform", "settle"]
