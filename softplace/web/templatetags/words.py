"""Words and small drawings for templates."""

from django import template

register = template.Library()
