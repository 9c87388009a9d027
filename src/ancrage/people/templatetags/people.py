"""People's words, for templates."""

from django import template

from ancrage.people.roles import role_label as in_words

register = template.Library()


@register.filter
def role_label(code: str) -> str:
    """A role in words."""
    return in_words(code)
