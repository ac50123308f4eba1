"""The words about places, resources and openings."""

from django.db.models import IntegerChoices, TextChoices


class PlaceKind(TextChoices):
    TOWN_HALL = "town_hall"
    FRANCE_SERVICES = "france_services"
    POST = "post"
    BANK = "bank"
    THIRD_PLACE = "third_place"
    FAB_LAB = "fab_lab"
    COWORKING = "coworking"
    LIBRARY = "library"
    SCHOOL = "school"
    HALL = "hall"
    SPORTS = "sports"
    HEALTH = "health"
    COLIVING = "coliving"
    SHOP = "shop"
    MARKET = "market"
    TRUCK = "truck"
    ASSOCIATION = "association"
    OTHER = "other"


class ResourceKind(TextChoices):
    ROOM = "room"
    OFFICE = "office"
    DESK = "desk"
    COUNTER = "counter"
    HALL = "hall"
    WORKSHOP = "workshop"
    KITCHEN = "kitchen"
    PITCH = "pitch"
    BED = "bed"
    VEHICLE = "vehicle"
    EQUIPMENT = "equipment"
    OUTDOORS = "outdoors"


class Layout(TextChoices):
    """How a room is set up; each layout has its own headcount."""

    STANDING = "standing"
    THEATRE = "theatre"
    CLASSROOM = "classroom"
    MEETING = "meeting"
    BANQUET = "banquet"
    EMPTY = "empty"


class Equipment(TextChoices):
    PROJECTOR = "projector"
    SCREEN = "screen"
    WHITEBOARD = "whiteboard"
    SOUND = "sound"
    STAGE = "stage"
    PIANO = "piano"
    KITCHEN = "kitchen"
    PRINTER = "printer"
    COMPUTER = "computer"
    WIFI = "wifi"
    VIDEOCALL = "videocall"
    PRINTER_3D = "printer_3d"
    LASER_CUTTER = "laser_cutter"
    SEWING_MACHINE = "sewing_machine"
    WATER = "water"
    POWER = "power"
    HEATING = "heating"
    CONFIDENTIAL = "confidential"


class Noise(TextChoices):
    """How loud one may be."""

    QUIET = "quiet"
    TALK = "talk"
    MUSIC = "music"
    LOUD = "loud"


class Light(TextChoices):
    NONE = "none"
    SOME = "some"
    DAYLIGHT = "daylight"
    DIMMABLE = "dimmable"


class Use(TextChoices):
    """What is allowed in a resource."""

    MEETING = "meeting"
    TEACHING = "teaching"
    RECEPTION = "reception"
    CARE = "care"
    FOOD = "food"
    ALCOHOL = "alcohol"
    SPORT = "sport"
    DANCE = "dance"
    REHEARSAL = "rehearsal"
    SALE = "sale"
    CRAFT = "craft"
    CHILDREN = "children"
    ANIMALS = "animals"
    OVERNIGHT = "overnight"


class Accessibility(TextChoices):
    STEP_FREE = "step_free"
    LIFT = "lift"
    ADAPTED_TOILETS = "adapted_toilets"
    HEARING_LOOP = "hearing_loop"
    BRAILLE = "braille"
    SIGN_LANGUAGE = "sign_language"
    EASY_READING = "easy_reading"
    RESERVED_PARKING = "reserved_parking"
    QUIET_ROOM = "quiet_room"
    GUIDE_DOGS = "guide_dogs"


class KeyHolding(TextChoices):
    """Who opens the door: a fact of the openness profile."""

    STAFF = "staff"
    SHARED = "shared"
    CODE = "code"
    PICK_UP = "pick_up"
    OPEN = "open"


class Commitment(TextChoices):
    """The shortest time for which one may take a space: a fact of the openness profile."""

    HOUR = "hour"
    HALF_DAY = "half_day"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class Mode(TextChoices):
    """How one comes to an opening."""

    WALK_IN = "walk_in"
    APPOINTMENT = "appointment"
    KEY = "key"


class Pattern(IntegerChoices):
    """How an opening rule says when; the numbers are those of `engines.calendar`."""

    WEEKLY = 1
    ONCE = 2
    RECURRENCE = 3
    HOURS = 4


class HolidayPolicy(IntegerChoices):
    """What an opening rule does on holidays; the numbers are those of `engines.calendar`."""

    AS_USUAL = 0
    CLOSED = 1
    ONLY = 2
