"""Background work, each a thin wrapper: what must happen without anybody asking for it."""

import logging

from procrastinate.contrib.django import app

from softplace.bookings import commands
from softplace.web.mails import send_notices
from softplace.web.webhooks import deliver_events

log = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="every-minute", pass_context=False)
def every_minute(timestamp: int) -> None:
    """End holds, release who did not come, then tell everybody concerned."""
    commands.expire_holds()
    commands.release_no_shows()
    commands.release_unanswered()
    while send_notices():
        pass
    deliver_events()


@app.periodic(cron="17 5 * * *")
@app.task(queueing_lock="every-night", pass_context=False)
def every_night(timestamp: int) -> None:
    """Ask the holders of standing bookings whether they still want their next date."""
    commands.ask_to_reconfirm()
