"""The parts of a study on Dask: a cluster of yours, or a small one made here for the while.

Nothing here knows what a part is. A part travels with its task, so that a worker that dies
takes nothing with it: its task is given to another, or to the same one started again.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from logging import ERROR, getLogger
from typing import TYPE_CHECKING, Any

from softplace.engines.reach.study import CellsOfPart, KeptParts, Part, worked
from softplace.foundation.errors import Reason, Refused

if TYPE_CHECKING:
    from distributed import Client

Progress = Callable[[int, int], None]
"""Called with parts done and all parts."""

ATTEMPTS = 3
"""How often a part may take its worker down before the study gives up."""
AHEAD = 4
"""Parts a worker may have waiting: so few are in memory at once, however large the land."""
PATIENCE_SECONDS = 10


def work_here(
    parts: list[Part], *, kept: KeptParts | None = None, progress: Progress | None = None
) -> list[CellsOfPart]:
    """Every part in this process, one after the other."""
    answers = []
    for part in parts:
        answer = kept.answer(part) if kept is not None else None
        if answer is None:
            answer = worked(part)
            if kept is not None:
                kept.keep(part, answer)
        answers.append(answer)
        if progress is not None:
            progress(len(answers), len(parts))
    return answers


def work_on(
    client: "Client",
    parts: list[Part],
    *,
    kept: KeptParts,
    progress: Progress | None = None,
    work: Callable[[Part], CellsOfPart] = worked,
) -> list[CellsOfPart]:
    """Every part on a cluster; what is kept already is not worked again.

    Parameters
    ----------
    work
        What answers a part; it must be importable where the workers run.

    Raises
    ------
    Refused
        `study_part_lost`, where a part took its worker down again and again. What was done
        until then is kept.
    """
    answers = {n: answer for n, part in enumerate(parts) if (answer := kept.answer(part))}
    waiting = iter([n for n in range(len(parts)) if n not in answers])
    if progress is not None:
        progress(len(answers), len(parts))
    for number, answer in _as_answered(client, parts, waiting, work):
        kept.keep(parts[number], answer)
        answers[number] = answer
        if progress is not None:
            progress(len(answers), len(parts))
    return [answers[number] for number in range(len(parts))]


def _as_answered(
    client: "Client", parts: list[Part], waiting: Iterator[int], work: Callable[[Part], Any]
) -> Iterator[tuple[int, CellsOfPart]]:
    from distributed import KilledWorker, as_completed

    numbers: dict[Any, int] = {}

    def sent(number: int) -> Any:
        future = client.submit(work, parts[number], pure=False)
        numbers[future.key] = number
        return future

    at_once = AHEAD * max(1, sum(client.nthreads().values()))
    # Fetched as they come: an answer that stays with its worker is lost with it.
    running = as_completed(
        [sent(number) for number in islice(waiting, at_once)],
        with_results=True,
        raise_errors=False,
        loop=client.loop,
    )
    for future, answer in running:
        number = numbers.pop(future.key)
        if future.status == "error":
            if not isinstance(future.exception(), KilledWorker):
                future.result()  # raises what the part raised
            details = {"part": parts[number].key, "times": ATTEMPTS}
            raise Refused(Reason("study_part_lost", details=details))
        following = next(waiting, None)
        if following is not None:
            running.add(sent(following))
        yield number, answer


@contextmanager
def cluster(address: str | None, *, workers: int) -> Iterator["Client"]:
    """A client of the cluster at an address; without one, of processes made here and ended after.

    Those made here speak over TLS with a key of their own: a scheduler runs whatever code it
    is sent, and other people may be on this machine.

    Raises
    ------
    Refused
        `cluster_not_reached`.
    """
    import dask
    from distributed import Client, LocalCluster

    settings = {
        "distributed.scheduler.allowed-failures": ATTEMPTS - 1,
        # One part at a time: who waits beside a part that kills is not suspected with it.
        "distributed.scheduler.worker-saturation": 1.0,
        # Pages that anybody on this machine could read: nobody needs them.
        "distributed.scheduler.http.routes": [],
        "distributed.worker.http.routes": [],
    }
    getLogger("distributed").setLevel(ERROR)
    with dask.config.set(settings):
        if address is None:
            with (
                LocalCluster(
                    n_workers=workers,
                    threads_per_worker=1,
                    security=True,
                    dashboard_address="127.0.0.1:0",
                ) as made,
                Client(made) as client,
            ):
                yield client
            return
        try:
            client = Client(address, timeout=PATIENCE_SECONDS, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise _not_reached(address) from error
        with client:
            try:
                client.wait_for_workers(1, timeout=PATIENCE_SECONDS)
            except TimeoutError as error:
                raise _not_reached(address) from error
            yield client


def _not_reached(address: str) -> Refused:
    details = {"address": address, "seconds": PATIENCE_SECONDS}
    return Refused(Reason("cluster_not_reached", "cluster", details))
