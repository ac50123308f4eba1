"""The tiny world on wheels, with a visitor's browser."""

from tests.rounds.conftest import _monday_morning, wheels

__all__ = ["_monday_morning", "wheels"]
