"""Many clients at once over HTTP, and what the server acknowledged to each of them."""

import json
import uuid
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from random import Random
from threading import Event, Thread
from time import monotonic, sleep
from typing import Any

from tests.config.processes import Installation

CLIENTS = 32

MAKE_WORLD = """
import json
from datetime import timedelta
from softplace.bookings.commands import set_terms
from softplace.foundation.clock import now
from softplace.people.commands import grant_role, issue_token
from softplace.people.models import User
from softplace.places.commands.search import refresh_search_text
from softplace.places.models import OpeningRule, Place, Resource, Unit

place = Place.objects.create(slug="p", name="P", latitude=44.7, longitude=5.0, updated_at=now())
OpeningRule.objects.create(place=place, pattern=1, weekdays=127, start_minute=0, length_minutes=1440)
set_terms(actor=None, place=place, needs_approval=False)
units = [Unit.objects.create(place=place, name=str(n)) for n in range(10)]
shapes = [units[:2], units[:1], units[1:2], units[2:3], units[3:4], units[4:5], units[5:]]
resources = []
for number, of in enumerate(shapes):
    resource = Resource.objects.create(
        place=place, name=f"R{number}", kind="room", is_pool=len(of) > 2, changeover_minutes=number % 2 * 15
    )
    resource.units.set(of)
    resources.append((resource.pk, resource.is_pool))
refresh_search_text()
administrator = User.objects.create_user("administrator@example.org")
grant_role(actor=None, user=administrator, role="administrator")
keys = []
for number in range(32):
    user = User.objects.create_user(f"u{number}@example.org")
    keys.append(issue_token(
        actor=user, user=user, name="storm", scopes=["bookings:read", "bookings:write"],
        expires_at=now() + timedelta(days=2),
    ).key)
print(json.dumps({"resources": resources, "keys": keys, "start": (now() + timedelta(days=3)).strftime("%Y-%m-%d")}))
"""
"""Users and their tokens, made by the command; it says them, and what there is to book."""

FAULTS = """
import json
from softplace.bookings.models import Booking
from softplace.config.doctor import examine
print(json.dumps({
    "faults": [[each.check, [f.sentence for f in each.faults]] for each in examine() if each.faults],
    "bookings": {
        b.reference: [b.status, b.starts_at.isoformat()] for b in Booking.objects.all()
    },
}))
"""
"""What the doctor finds, and all bookings as they are."""


@dataclass
class Client(Thread):
    """Books, holds, confirms, moves and cancels at random; asks again until it is answered.

    A write that got no answer is sent again with its key, so each ends up known.
    """

    port: int
    key: str
    chance: Random
    world: dict[str, Any]
    stop: Event
    seconds_without_answer: float = 120.0
    acknowledged: dict[str, tuple[str, str]] = field(default_factory=dict)
    answers: Counter[tuple[int, str]] = field(default_factory=Counter)
    unexplained: list[str] = field(default_factory=list)
    dropped: int = 0
    fault: str = ""

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self.connection: HTTPConnection | None = None

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        try:
            while not self.stop.is_set():
                self.act()
        except Exception as error:
            self.fault = repr(error)

    def act(self) -> None:
        standing = [r for r, (status, _) in self.acknowledged.items() if status == "confirmed"]
        kind = self.chance.choice(["book", "book", "hold", "bundle", "move", "cancel"])
        if kind in {"move", "cancel"} and standing:
            reference = self.chance.choice(standing)
            if kind == "cancel":
                self.write("POST", f"/api/bookings/{reference}/cancel", {})
            else:
                self.write("PATCH", f"/api/bookings/{reference}", {"starts_at": self.instant()})
        elif kind == "hold":
            held = self.write("POST", "/api/holds", self.wish(1))
            if held is not None:
                self.write("POST", f"/api/bookings/{held['reference']}/confirm", {})
        else:
            self.write("POST", "/api/bookings", self.wish(2 if kind == "bundle" else 1))

    def instant(self) -> str:
        minutes = 30 * self.chance.randrange(16)
        return f"{self.world['start']}T{9 + minutes // 60:02}:{minutes % 60:02}:00+00:00"

    def wish(self, count: int) -> dict[str, Any]:
        start = self.instant()
        end = f"{start[:11]}{int(start[11:13]) + 1:02}{start[13:]}"
        chosen = self.chance.sample(self.world["resources"], count)
        return {
            "resources": [
                {"resource": number, "quantity": self.chance.randint(1, 3) if pool else 1}
                for number, pool in chosen
            ],
            "starts_at": start,
            "ends_at": end,
            "title": "Storm",
        }

    def write(self, method: str, address: str, content: Any) -> dict[str, Any] | None:
        headers = {
            "Authorization": f"Bearer {self.key}",
            "Idempotency-Key": str(uuid.UUID(int=self.chance.getrandbits(128))),
            "Content-Type": "application/json",
            "Accept-Language": "en",
        }
        deadline = monotonic() + self.seconds_without_answer
        while monotonic() < deadline:
            answer = self.once(method, address, json.dumps(content), headers)
            if answer is None:
                self.dropped += 1
                sleep(0.2)
                continue
            status, body = answer
            self.answers[status, body["code"] if status >= 400 else ""] += 1
            if status == 503 or body.get("code") == "still_being_answered":
                sleep(0.2)
                continue
            if status >= 400:
                told = all(e["code"] and e["detail"].endswith(".") for e in body.get("errors", []))
                if status >= 500 or not body.get("errors") or not told:
                    self.unexplained.append(f"{status} {body}")
                return None
            self.acknowledged[body["reference"]] = (body["status"], body["starts_at"])
            return body
        raise TimeoutError(f"{method} {address} got no answer")

    def once(
        self, method: str, address: str, content: str, headers: dict[str, str]
    ) -> tuple[int, dict[str, Any]] | None:
        """The answer; None if the server went away before it gave one."""
        try:
            if self.connection is None:
                self.connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
            self.connection.request(method, address, content, headers)
            answer = self.connection.getresponse()
            text = answer.read()
            return answer.status, json.loads(text)
        except (OSError, HTTPException):
            if self.connection is not None:
                self.connection.close()
            self.connection = None
            return None


@dataclass
class Storm:
    """What all clients saw."""

    clients: list[Client]

    @property
    def answers(self) -> Counter[tuple[int, str]]:
        return sum((client.answers.copy() for client in self.clients), Counter())

    @property
    def answered(self) -> int:
        return sum(number for (status, _), number in self.answers.items() if status < 500)

    @property
    def acknowledged(self) -> dict[str, tuple[str, str]]:
        return {r: what for client in self.clients for r, what in client.acknowledged.items()}

    @property
    def unexplained(self) -> list[str]:
        return [text for client in self.clients for text in client.unexplained]

    @property
    def faults(self) -> list[str]:
        return [client.fault for client in self.clients if client.fault]


def let_loose(place: Installation, world: dict[str, Any]) -> tuple[Storm, Event]:
    assert place.port is not None
    stop = Event()
    clients = [
        Client(place.port, key, Random(number), world, stop)
        for number, key in enumerate(world["keys"])
    ]
    for client in clients:
        client.start()
    return Storm(clients), stop
