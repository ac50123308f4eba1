"""Charts as SVG from the server: they print and need no script."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from softplace.web import words

WIDTH, HEIGHT, FOOT, HEAD = 640, 190, 26, 22


@dataclass(frozen=True, slots=True)
class Bar:
    """One week: `share` from 0 to 1, None where there is nothing to count."""

    label: str
    share: float | None
    value: str
    """What is written above it."""
    is_chosen: bool


def bars(rows: Sequence[Bar], label: str) -> SafeString:
    """Shares beside each other; the bar of the chosen week has a thick edge."""
    step = WIDTH / max(len(rows), 1)
    wide, tall = step * 0.62, HEIGHT - FOOT - HEAD
    said = words.listed_apart(words.named(row.label, row.value) for row in rows)
    parts = [
        f'<svg class="bars" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        f' aria-label="{escape(f"{label}. {said}")}">'
    ]
    for share in (0, 0.5, 1):
        y = HEAD + tall * (1 - share)
        parts.append(f'<path class="grid" d="M0 {y:.1f}H{WIDTH}"/>')
    for number, row in enumerate(rows):
        middle = step * (number + 0.5)
        height = tall * (row.share or 0)
        top = HEAD + tall - height
        look = "bar chosen" if row.is_chosen else "bar"
        parts.append(
            f'<rect class="{look}" x="{middle - wide / 2:.1f}" y="{top:.1f}" width="{wide:.1f}"'
            f' height="{max(height, 1):.1f}"><title>{escape(words.named(row.label, row.value))}</title></rect>'
            f'<text class="value" x="{middle:.1f}" y="{top - 5:.1f}">{escape(row.value)}</text>'
            f'<text class="week" x="{middle:.1f}" y="{HEIGHT - 8}">{escape(row.label)}</text>'
        )
    return mark_safe("".join([*parts, "</svg>"]))  # texts were escaped, the rest is numbers
