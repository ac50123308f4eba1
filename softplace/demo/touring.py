"""The rounds of the demo: where its trucks stop week after week, and the market where they meet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from softplace.places.enums import Mode
from softplace.rounds.enums import Cadence
from softplace.rounds.rules import MarketFields, StopFields, Times

BUS, CLINIC = "Bus France Services des vallées", "Le Cabinet roulant"
SQUARE, PITCH = "Place du Champ-de-Mars", "Emplacement de camion nord"
"""The pitch is the bus's alone, every Saturday: nobody else books it."""
MARKET = "Marché des services de Crest"
BEGAN_WEEKS_AGO, WEEKS_AHEAD = 3, 20
SATURDAY = 5


@dataclass(frozen=True, kw_only=True)
class Halt:
    """A stop of a truck: on a weekday (Monday 0), "09:00" to "12:00" on the wall."""

    weekday: int
    start: str
    end: str
    functions: tuple[str, ...]
    commune: str = ""
    """Empty at the market."""
    spot: str = ""
    cadence: Cadence = Cadence.WEEKLY
    mode: Mode = Mode.WALK_IN
    contact: tuple[str, str] = ("", "")
    remark: str = ""

    @property
    def is_at_market(self) -> bool:
        return not self.commune


ROUNDS: dict[str, tuple[Halt, ...]] = {
    BUS: (
        Halt(weekday=0, start="09:00", end="12:00", commune="Chabrillan",
             spot="place de la Bascule", functions=("france_services",),
             contact=("Mairie de Chabrillan", "01 99 00 12 01"),
             remark="Prise bleue derrière l’abribus ; la clé du coffret est à la mairie."),
        Halt(weekday=0, start="14:00", end="16:30", commune="Grane", spot="devant l’école",
             functions=("france_services",), remark="Ne pas se garer devant le portail à 16 h 20."),
        Halt(weekday=1, start="09:00", end="12:00", commune="Montoison",
             spot="parking des halles", functions=("france_services",)),
        Halt(weekday=1, start="14:00", end="16:30", commune="Montoison",
             spot="parking des halles", functions=("digital_help",)),
        Halt(weekday=2, start="09:00", end="12:00", commune="Saou", spot="place des Cagnards",
             functions=("france_services",), contact=("Café de la place", "01 99 00 12 04")),
        Halt(weekday=3, start="09:00", end="12:00", commune="Vaunaveys-la-Rochette",
             spot="mairie", functions=("france_services",)),
        Halt(weekday=3, start="14:00", end="16:30", commune="Piégros-la-Clastre",
             spot="place du lavoir", functions=("france_services",)),
        Halt(weekday=4, start="09:00", end="12:00", commune="Cliousclat",
             spot="place de la poterie", functions=("france_services",)),
        Halt(weekday=SATURDAY, start="09:00", end="12:30", functions=("france_services",),
             remark="Entrer par la rue des Cuiretteries avant 8 h."),
    ),
    CLINIC: (
        Halt(weekday=0, start="08:30", end="12:00", commune="Upie", spot="place de l’Abreuvoir",
             functions=("nurse",)),
        Halt(weekday=1, start="14:00", end="18:00", commune="Barbières", spot="place de l’Église",
             functions=("doctor",), mode=Mode.APPOINTMENT),
        Halt(weekday=2, start="08:30", end="12:00", commune="Montvendre", spot="salle des fêtes",
             functions=("nurse",)),
        Halt(weekday=3, start="09:00", end="12:00", commune="Châteaudouble",
             spot="place des Tilleuls", functions=("vaccination",)),
        Halt(weekday=3, start="14:00", end="17:30", commune="Charpey", spot="foyer rural",
             functions=("screening",), cadence=Cadence.MONTHLY),
        Halt(weekday=4, start="08:30", end="12:00", commune="Peyrus", spot="mairie",
             functions=("nurse",)),
        Halt(weekday=SATURDAY, start="09:00", end="12:00", functions=("screening", "nurse"),
             cadence=Cadence.EVERY_OTHER_WEEK),
    ),
}  # fmt: skip


def first_monday(today: date) -> date:
    """The Monday of the week in which the rounds began."""
    return today - timedelta(days=today.weekday(), weeks=BEGAN_WEEKS_AGO)


def market_fields(today: date, square_id: int) -> MarketFields:
    text = (
        "Papiers, santé, droits : les services viennent au marché du samedi. Sans rendez-vous, "
        "gratuit, un café offert."
    )
    return MarketFields(_times(today, SATURDAY, "09:00", "13:00", Cadence.WEEKLY), MARKET,
                        square_id, text)  # fmt: skip


def stop_fields(
    halt: Halt,
    today: date,
    *,
    function_ids: Iterable[int],
    point: tuple[float | None, float | None],
    market_id: int | None,
    resource_id: int | None,
) -> StopFields:
    return StopFields(
        times=_times(today, halt.weekday, halt.start, halt.end, halt.cadence),
        function_ids=tuple(function_ids),
        spot=halt.spot,
        latitude=point[0],
        longitude=point[1],
        mode=halt.mode,
        market_id=market_id,
        resource_id=resource_id,
        contact_name=halt.contact[0],
        contact_phone=halt.contact[1],
        remark=halt.remark,
    )


def _times(today: date, weekday: int, start: str, end: str, cadence: Cadence) -> Times:
    first = first_monday(today) + timedelta(days=weekday)
    low, high = _minute(start), _minute(end)
    return Times(cadence, first, first + timedelta(weeks=WEEKS_AHEAD), low, high - low)


def _minute(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)
