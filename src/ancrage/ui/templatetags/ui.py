"""Components and French formats, loaded in every template."""

from django import template

register = template.Library()
