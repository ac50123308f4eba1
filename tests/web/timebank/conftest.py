"""The tiny time bank, with a visitor's browser."""

from tests.timebank.conftest import _monday_morning, members

__all__ = ["_monday_morning", "members"]
