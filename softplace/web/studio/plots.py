"""The maps of a study: the communes' shapes once for a page, coloured anew in every map."""

import math
from collections.abc import Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from softplace.engines.reach.scenario import Network
from softplace.reach.enums import EditKind
from softplace.reach.models import Edit
from softplace.reach.planning import Draft
from softplace.reach.queries import Calendar, Land
from softplace.reach.rules import NEW
from softplace.web.map import Plane
from softplace.web.studio.map import MARGIN, Mark, Shades, boundaries, sign_path


class Plot:
    """The land of a page. `definitions` come once, before the maps that use them."""

    def __init__(self, whole: Land) -> None:
        self.land = land = whole.shown
        lat, lng = land.points.lat, land.points.lng
        self.centre = (round(float(lat.mean()), 4), round(float(lng.mean()), 4))
        self.plane = Plane(*self.centre)
        self.points = [self.plane.at(a, b) for a, b in zip(lat, lng, strict=True)]
        xs, ys = [x for x, _ in self.points], [y for _, y in self.points]
        pad = max(max(xs) - min(xs), max(ys) - min(ys), 500.0) * (MARGIN * 2)
        self.left, self.top = min(xs) - pad, min(ys) - pad
        self.width, self.height = max(xs) - self.left + pad, max(ys) - self.top + pad
        self.unit = max(self.width, self.height) / 100
        self.shapes = boundaries()
        shown = set(land.codes)
        self.empty = [
            code for code in whole.communes.codes if code not in shown and code in self.shapes
        ]
        """Communes without cells: drawn as land, or the map would have holes."""

    @property
    def definitions(self) -> SafeString:
        """The shape of each commune, or a disc for its people where no boundary is known."""
        parts = []
        for code, (x, y), people in zip(
            self.land.codes, self.points, self.land.people, strict=True
        ):
            if code in self.shapes:
                parts.append(
                    f'<path id="c-{escape(code)}" d="{self.shapes.outline(self.plane, code)}"/>'
                )
            else:
                radius = min(max(math.sqrt(people) * 1.4, self.unit * 0.9), self.unit * 5)
                parts.append(f'<circle id="c-{escape(code)}" cx="{x}" cy="{y}" r="{radius:.1f}"/>')
        parts += [
            f'<path id="c-{escape(code)}" d="{self.shapes.outline(self.plane, code)}"/>'
            for code in self.empty
        ]
        return mark_safe(
            f'<svg class="shapes" aria-hidden="true"><defs>{"".join(parts)}</defs></svg>'
        )

    def map(self, shades: Shades, marks: Sequence[Mark], label: str) -> SafeString:
        """One map. The page's script reads the plane's centre from it."""
        parts = [
            f'<svg class="studio-map" viewBox="{self.left:.0f} {self.top:.0f} {self.width:.0f} '
            f'{self.height:.0f}" role="img" aria-label="{escape(label)}" '
            f'data-latitude="{self.centre[0]}" data-longitude="{self.centre[1]}">'
        ]
        parts += [f'<use href="#c-{escape(code)}" class="land"/>' for code in self.empty]
        # Discs above shapes, large ones below small ones.
        order = sorted(
            range(len(self.land)),
            key=lambda i: (self.land.codes[i] not in self.shapes, -self.land.people[i]),
        )
        for i in order:
            parts.append(
                f'<use href="#c-{escape(self.land.codes[i])}" class="shade-{shades.classes[i]}">'
                f"<title>{escape(shades.titles[i])}</title></use>"
            )
        for mark in marks:
            x, y = self.plane.at(mark.latitude, mark.longitude)
            inside = (
                self.left < x < self.left + self.width and self.top < y < self.top + self.height
            )
            if inside:
                parts.append(
                    f'<path class="site {mark.look}" data-key="{escape(mark.key)}" '
                    f'd="{sign_path(mark.look, x, y, self.unit)}">'
                    f"<title>{escape(mark.name)}</title></path>"
                )
        return mark_safe("".join([*parts, "</svg>"]))  # names were escaped, the rest is numbers


def marks_of(
    plan: Calendar, edits: Sequence[Edit | Draft], network: Network, function: str
) -> list[Mark]:
    """The sites of a function: those that stay, close, come or move."""
    before = {site.key: site for site in plan.network.offering(function)}
    after = {site.key: site for site in network.offering(function)}
    brought = {edit.key: str(edit.content["name"]) for edit in edits if edit.kind in NEW}
    moved = {edit.content["key"] for edit in edits if edit.kind == EditKind.MOVE}
    marks = [
        Mark(site.lat, site.lng, plan.names[key], "kept" if key in after else "closed", key)
        for key, site in before.items()
        if key not in moved
    ]
    marks += [
        Mark(site.lat, site.lng, plan.names[key], "closed", key)
        for key, site in before.items()
        if key in moved
    ]
    return marks + [
        Mark(site.lat, site.lng, brought.get(key) or plan.names.get(key, key), "new", key)
        for key, site in after.items()
        if key not in before or key in moved
    ]


def marks_today(plan: Calendar, function: str) -> list[Mark]:
    return [
        Mark(site.lat, site.lng, plan.names[site.key], "kept", site.key)
        for site in plan.network.offering(function)
    ]
