"""What a search answers."""

from dataclasses import dataclass, field
from datetime import datetime

from softplace.find.enums import Step
from softplace.find.rules import Question
from softplace.foundation.intervals import Interval


@dataclass(frozen=True, slots=True)
class FunctionName:
    code: str
    name_fr: str
    name_en: str

    def name(self, language: str) -> str:
        return self.name_fr if language.startswith("fr") else self.name_en


@dataclass(frozen=True, slots=True)
class Answer:
    """One place, with when it is open for what was asked."""

    place_id: int
    slug: str
    name: str
    kind: str
    is_mobile: bool
    address: str
    commune: str
    zone: str
    latitude: float
    longitude: float
    distance_metres: float | None
    """As the crow flies; None where nobody said from where."""
    functions: tuple[FunctionName, ...]
    """Those asked for that it offers; without any asked for, all that it offers."""
    resources: tuple[str, ...]
    """Names of the resources that answer, where resources were asked for."""
    intervals: tuple[Interval, ...]
    """Instants (UTC) between the ribbon's ends, apart and in order."""
    taken: tuple[Interval, ...]
    """The parts of these at which all that was asked is booked; nobody's name is with it."""
    modes: frozenset[str]
    audiences: frozenset[int]
    fit: float
    """The share of the wanted time that is open, 0 to 1."""
    remaining_minutes: int
    """Opening time in what is wanted; for an instant, from then to the closing."""

    def open_at(self, instant: datetime) -> Interval | None:
        """The opening that holds an instant."""
        return next((i for i in self.intervals if i.start <= instant < i.end), None)

    def taken_at(self, instant: datetime) -> Interval | None:
        """When all that was asked is booked, around an instant."""
        return next((i for i in self.taken if i.start <= instant < i.end), None)

    def next_after(self, instant: datetime) -> Interval | None:
        """The first opening that starts after an instant."""
        return next((i for i in self.intervals if i.start > instant), None)


@dataclass(frozen=True, slots=True)
class Mark:
    """A place for the map, where the list has no room for it."""

    place_id: int
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Unscheduled:
    """A place that matches and whose hours nobody has written down."""

    place_id: int
    slug: str
    name: str
    kind: str
    commune: str
    latitude: float
    longitude: float
    distance_metres: float | None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What is nearest to a question with no answer: fields to change, and what then comes first."""

    step: Step
    fields: tuple[tuple[str, str], ...]
    """Names of the search's fields and the values to give them; an empty value drops one."""
    answer: Answer
    opening: Interval
    total: int


@dataclass(frozen=True, slots=True)
class Answers:
    """The first answers in detail, in order, and how many there are."""

    question: Question
    answers: tuple[Answer, ...] = ()
    total: int = 0
    marks: tuple[Mark, ...] = ()
    """All answers for the map, the detailed ones first; cut at `openings.MOST_MARKS`."""
    unscheduled: tuple[Unscheduled, ...] = field(default=())
