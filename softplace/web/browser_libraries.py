"""The browser's libraries, served from node_modules under /static/libraries/.

Only the files that a page loads are served, and each keeps its name: MapLibre finds its
worker and its shared part by the address of its own module.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

FILES = {
    "libraries/maplibre-gl.mjs": "maplibre-gl/dist/maplibre-gl.mjs",
    "libraries/maplibre-gl-shared.mjs": "maplibre-gl/dist/maplibre-gl-shared.mjs",
    "libraries/maplibre-gl-worker.mjs": "maplibre-gl/dist/maplibre-gl-worker.mjs",
    "libraries/maplibre-gl.css": "maplibre-gl/dist/maplibre-gl.css",
    "libraries/event-calendar.js": "@event-calendar/build/dist/event-calendar.min.js",
    "libraries/event-calendar.css": "@event-calendar/build/dist/event-calendar.min.css",
    "libraries/uplot.mjs": "uplot/dist/uPlot.esm.js",
    "libraries/uplot.css": "uplot/dist/uPlot.min.css",
}


class LibraryStorage(FileSystemStorage):
    """Names under /static/ to the files of the packages."""

    def path(self, name: str) -> str:
        return super().path(FILES.get(name, name))


class BrowserLibrariesFinder(BaseFinder):
    def __init__(self, app_names: Any = None, *args: Any, **kwargs: Any) -> None:
        self.folder: Path = settings.PROJECT / "node_modules"
        self.storage = LibraryStorage(location=self.folder)
        super().__init__(*args, **kwargs)

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        source = self.folder / FILES[path] if path in FILES else None
        found = str(source) if source is not None and source.exists() else None
        if find_all:
            return [found] if found else []
        return found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[tuple[str, Storage]]:
        for name, source in FILES.items():
            if (self.folder / source).exists():
                yield name, self.storage
