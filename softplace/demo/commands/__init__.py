"""The only writes of the demo: all of it, once, into an empty database."""

from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.db.models import Q

from softplace.bookings.commands.importing import import_bookings
from softplace.bookings.commands.requests import leave_request
from softplace.bookings.models import Terms
from softplace.bookings.queries import situation
from softplace.bookings.rules import Ask, PersonFacts, TermsFacts, best_terms
from softplace.demo import bookings as demo_bookings
from softplace.demo import (
    civic,
    gathering,
    land,
    neighbours,
    offices,
    roaming,
    sharing,
    touring,
    wanting,
)
from softplace.demo.accounts import ACCOUNTS, GROUP, KEEPERS, password
from softplace.demo.applicants import OFFERING
from softplace.demo.campaigns import season
from softplace.demo.commands import campaigns
from softplace.demo.commands.rounds import make_rounds
from softplace.demo.commands.timebank import make_time_bank
from softplace.demo.rows import Ground, Rows, rows_of
from softplace.demo.sketches import Spot
from softplace.demo.terms import TERMS, USUAL_TERMS
from softplace.foundation import clock
from softplace.people.enums import Audience
from softplace.people.models import Entitlement, Grant, Group, User
from softplace.places.commands import refresh_search_text
from softplace.places.models import (
    Closure,
    OpeningRule,
    Place,
    PlaceFunction,
    Resource,
    ResourceLayout,
    Unit,
)
from softplace.territory.commands import install_functions
from softplace.territory.models import Boundary, Commune, Function, SchoolHoliday, Territory
from softplace.trail.commands import record
from softplace.vacancy.commands import grant_exemption, set_policy

SEED = 26_108
SPOTS: tuple[Spot, ...] = (
    *civic.SPOTS,
    *offices.SPOTS,
    *sharing.SPOTS,
    *neighbours.SPOTS,
    *gathering.SPOTS,
    *roaming.SPOTS,
)
ZONE = ZoneInfo("Europe/Paris")


def is_empty() -> bool:
    """Whether nobody has put anything into this installation yet."""
    return not (Territory.objects.exists() or Place.objects.exists() or User.objects.exists())


def has_demo() -> bool:
    """Whether this installation holds the demo."""
    return User.objects.filter(email=ACCOUNTS[0].email).exists()


def accepts_password(email: str) -> bool:
    """Whether that account of the demo exists and still has the password that is printed."""
    user = User.objects.filter(email=email).first()
    return user is not None and user.check_password(password())


@transaction.atomic
def load_demo() -> Territory | None:
    """Fill an empty database with the demo territory; None, and no change, if it is not empty."""
    if not is_empty():
        return None
    instant = clock.now()
    territory = Territory.objects.create(
        id=1,
        name=land.TERRITORY_NAME,
        latitude=land.CENTRE[0],
        longitude=land.CENTRE[1],
        zone=str(ZONE),
        holiday_region="FR",
        school_zone=land.SCHOOL_ZONE,
    )
    install_functions()
    today = clock.today(ZONE)
    # An administrator may have brought communes in before; those of the demo join them.
    made = Commune.objects.bulk_create(land.communes(), ignore_conflicts=True)
    codes = [commune.code for commune in made]
    towns = list(Commune.objects.filter(code__in=codes).order_by("population", "code"))
    Boundary.objects.bulk_create(land.boundaries(towns), ignore_conflicts=True)
    SchoolHoliday.objects.bulk_create(land.school_holidays(today), ignore_conflicts=True)
    users = _make_accounts()
    group = Group.objects.create(name=GROUP)
    group.members.set([users["habitante@demo.example"]])
    ground = Ground(
        communes={commune.folded_name: commune for commune in towns},
        functions={function.code: function for function in Function.objects.all()},
        groups={group.name: group},
        instant=instant,
        today=today,
        chance=Random(SEED),
    )
    rows = rows_of(SPOTS, ground)
    _save(rows)
    _give_keepers(users)
    _make_bookings(users["habitante@demo.example"])
    make_rounds(planner=users["planificatrice@demo.example"], communes=ground.communes, today=today)
    _decide_on_vacancy(users, today)
    campaigns.make_campaigns(
        inhabitant=users["habitante@demo.example"], planner=users["planificatrice@demo.example"]
    )
    make_time_bank(
        inhabitant=users["habitante@demo.example"],
        mediator=users["mediatrice@demo.example"],
        today=today,
        chance=Random(SEED),
    )
    refresh_search_text()
    with connection.cursor() as cursor:
        # PostgreSQL would take a minute to notice that the tables are no longer empty, and plan
        # its queries for empty ones till then.
        cursor.execute("ANALYZE")
    record(actor=None, verb="load_demo", subject=territory)
    return territory


def _make_accounts() -> dict[str, User]:
    secret = make_password(password())
    users = User.objects.bulk_create(
        User(email=account.email, name=account.name, password=secret) for account in ACCOUNTS
    )
    by_email = {user.email: user for user in users}
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    Grant.objects.bulk_create(
        Grant(user=by_email[account.email], role=account.role)
        for account in ACCOUNTS
        if account.role is not None
    )
    Entitlement.objects.bulk_create(
        Entitlement(user=by_email[account.email], audience=audience)
        for account in ACCOUNTS
        for audience in account.audiences
    )
    return by_email


def _save(rows: Rows) -> None:
    Place.objects.bulk_create(rows.places)
    Unit.objects.bulk_create(rows.units)
    Resource.objects.bulk_create(rows.resources)
    between = Resource.units.through
    between.objects.bulk_create(
        between(resource_id=resource.pk, unit_id=unit.pk) for resource, unit in rows.units_of
    )
    ResourceLayout.objects.bulk_create(rows.layouts)
    PlaceFunction.objects.bulk_create(rows.offers)
    OpeningRule.objects.bulk_create(rows.rules)
    Closure.objects.bulk_create(rows.closures)


def _give_keepers(users: dict[str, User]) -> None:
    """Some places to the demo's keeper, the others to people with whom nobody signs in; a commune
    has one of these for all that is there."""
    shown = [users[account.email] for account in ACCOUNTS if account.is_keeper]
    others = User.objects.bulk_create(
        User(
            email=f"gestion-{number}@demo.example",
            name=name,
            password=make_password(None),
        )
        for number, name in enumerate(KEEPERS, 1)
    )
    kept = {spot.name for spot in SPOTS if spot.is_kept}
    turn: dict[int | None, User] = {}
    between = Place.keepers.through
    rows = []
    for place in Place.objects.order_by("id"):
        one = turn.setdefault(place.commune_id, others[len(turn) % len(others)])
        for user in shown if place.name in kept else [one]:
            rows.append(between(place_id=place.pk, user_id=user.pk))
    between.objects.bulk_create(rows)


def _decide_on_vacancy(users: dict[str, User], today: date) -> None:
    """The policy, two exemptions from it, and searches that found nothing."""
    planner = users["planificatrice@demo.example"]
    set_policy(actor=planner, version=0, fields=wanting.POLICY)
    for place_name, resource_name, fields in wanting.exemptions(today):
        place = Place.objects.get(name=place_name)
        subject = place.resources.get(name=resource_name) if resource_name else place
        grant_exemption(actor=planner, subject=subject, fields=fields)
    for email, asked in wanting.searches(today):
        leave_request(actor=users[email], fields=asked)


def _make_bookings(inhabitant: User) -> None:
    """Terms for every place, and bookings around today; some places have them till the season
    of the campaign ends."""
    terms = {
        place: TERMS.get(kind, USUAL_TERMS)
        for place, kind in Place.objects.values_list("id", "kind")
    }
    Terms.objects.bulk_create(
        Terms(place_id=place, horizon_days=400, **fields) for place, fields in terms.items()
    )
    _, season_ends = season(clock.today(ZONE))
    offered = Q(place__name__in=OFFERING, kind__in=campaigns.KINDS)
    near = demo_bookings.last_day(clock.today(ZONE))
    import_bookings(
        drafts=demo_bookings.drafts(
            [*_bookables(~offered, near), *_bookables(offered, season_ends)],
            inhabitant=inhabitant,
            idle=frozenset({*wanting.IDLE, touring.PITCH}),
            at=clock.now(),
            seed=SEED,
            zone=ZONE,
        )
    )


def _bookables(which: Q, until: date) -> list[demo_bookings.Bookable]:
    kinds = {
        pk: (kind, place)
        for pk, kind, place in Resource.objects.bookable()
        .filter(which)
        .exclude(units=None)
        .order_by("id")
        .values_list("id", "kind", "place__name")
    }
    first = demo_bookings.first_day(clock.today(ZONE))
    span = Ask(
        (),
        datetime.combine(first, time(0), ZONE),
        datetime.combine(until + timedelta(days=1), time(0), ZONE),
    )
    everybody = PersonFacts(audiences=frozenset(Audience.values))
    known = situation(list(kinds), span, everybody)
    return [
        demo_bookings.Bookable(
            facts=known.resources[resource],
            place_name=place,
            kind=kind,
            terms=best_terms(known.terms[resource], everybody) or TermsFacts(),
            openings=known.open_intervals[resource],
            days_go_on_until=until,
        )
        for resource, (kind, place) in kinds.items()
    ]
