"""The time bank: transfers a second over many connections, and a long statement.

No target is set yet. A transfer is made by the command that pages call: locks, triggers, trail and
the task that tells people included.
"""

import time as clock_time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from random import Random
from typing import Any

from benchmarks.bookings import set_up, warm_up

ACCOUNTS, TRANSFERS = 200, 300


def run() -> list[dict[str, Any]]:
    from django.core.management import call_command
    from django.db import connection

    from softplace.people.models import User
    from softplace.timebank.commands import open_account
    from softplace.timebank.queries import statement, unevenness

    call_command("migrate", verbosity=0)
    people = User.objects.bulk_create(
        User(email=f"bench{number}@example.org") for number in range(ACCOUNTS)
    )
    accounts = [open_account(person=person) for person in people]
    rows = []
    for workers in (1, 8):
        connection.close()
        rate = _rate(workers)
        rows.append(_row(f"transfers, {workers} connection(s)", rate, "a second"))
    busiest = accounts[0]
    busiest.refresh_from_db()
    start = clock_time.perf_counter()
    statement(busiest)
    rows.append(_row("a page of a statement", (clock_time.perf_counter() - start) * 1000, "ms"))
    faults = len(unevenness())
    rows.append({"measure": "minutes that do not sum to zero", "measured": faults, "target": 0,
                 "unit": "", "met": faults == 0})  # fmt: skip
    return rows


def _row(measure: str, measured: float, unit: str) -> dict[str, Any]:
    return {"measure": measure, "measured": measured, "target": None, "unit": unit, "met": None}


def _rate(workers: int) -> float:
    """Transfers a second, all workers together, from the first start to the last end."""
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=set_up) as pool:
        list(pool.map(warm_up, range(workers * 4)))
        done = list(pool.map(_transfer, range(workers), [workers] * workers))
    seconds = max(end for _, end in done) - min(start for start, _ in done)
    return workers * TRANSFERS / seconds


def _transfer(worker: int, workers: int) -> tuple[float, float]:
    """Between any two accounts: workers meet on them."""
    from softplace.foundation.clock import today
    from softplace.territory.queries import territory_zone
    from softplace.timebank.commands import transfer_time
    from softplace.timebank.models import Account
    from softplace.timebank.rules import TransferFields

    chance = Random(worker)
    accounts = list(Account.objects.of_people().order_by("pk"))
    fields = TransferFields(60, today(territory_zone()))
    start = clock_time.time()
    for number in range(TRANSFERS):
        payer, payee = chance.sample(accounts, 2)
        transfer_time(
            actor=None,
            payer=payer,
            payees=[payee],
            fields=fields,
            key=f"{workers} {worker} {number}",
        )
    return start, clock_time.time()
