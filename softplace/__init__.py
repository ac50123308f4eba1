"""SoftPlace: one calendar of everything on a territory."""

__version__ = "0.1.0"
