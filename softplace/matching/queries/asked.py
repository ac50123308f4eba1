"""A request that is kept, as what is said of one: to be held against rules and rooms again."""

from softplace.matching.models import Request
from softplace.matching.rules import RequestFields, Wished


def fields_of(request: Request) -> RequestFields:
    return {
        "title": request.title,
        "purpose": request.purpose,
        "headcount": request.headcount,
        "layout": request.layout,
        "equipment": request.equipment,
        "noise": request.noise,
        "rhythm": request.rhythm,
        "session_count": request.session_count,
        "wished_minutes": request.wished_minutes,
        "shortest_minutes": request.shortest_minutes,
        "windows": [(day, start, end) for day, start, end in request.windows],
        "first_day": request.first_day,
        "last_day": request.last_day,
        "takes_anything": request.takes_anything,
        "latitude": request.latitude,
        "longitude": request.longitude,
        "radius_km": request.radius_km,
    }


def wishes_of(request: Request) -> list[Wished]:
    return [Wished(wish.resource_id, wish.place_id) for wish in request.wishes.all()]
