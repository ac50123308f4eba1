"""To stop after so much work, wherever it runs."""


class AfterAsking:
    """Stop when asked for the n-th time: the same work wherever it runs."""

    def __init__(self, times: int) -> None:
        self._left = times

    def __call__(self, value: float, bound: float) -> bool:
        self._left -= 1
        return self._left < 0
