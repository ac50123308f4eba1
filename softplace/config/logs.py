"""What the log says of requests."""

import logging


class RefusedInALine(logging.Filter):
    """A page that somebody may not see is one line: the way through our code says nothing of it."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", None) == 403:
            record.exc_info = None
        return True
