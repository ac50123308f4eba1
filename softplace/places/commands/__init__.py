"""The only writes about places."""

from softplace.places.commands.editing import (
    change_place,
    create_place,
    free_slug,
    name_keepers,
    publish_place,
    unpublish_place,
)
from softplace.places.commands.functions import change_function
from softplace.places.commands.importing import import_places
from softplace.places.commands.linking import link_places_to_communes
from softplace.places.commands.openings import (
    add_closure,
    reasons_to_refuse_rule_of,
    remove_closure,
    remove_opening_rule,
    save_opening_rule,
)
from softplace.places.commands.photos import add_photo, remove_photo
from softplace.places.commands.resources import (
    add_resource,
    change_resource,
    remove_resource,
    sharing_of,
)
from softplace.places.commands.search import refresh_search_text

__all__ = [
    "add_closure",
    "add_photo",
    "add_resource",
    "change_function",
    "change_place",
    "change_resource",
    "create_place",
    "free_slug",
    "import_places",
    "link_places_to_communes",
    "name_keepers",
    "publish_place",
    "reasons_to_refuse_rule_of",
    "refresh_search_text",
    "remove_closure",
    "remove_opening_rule",
    "remove_photo",
    "remove_resource",
    "save_opening_rule",
    "sharing_of",
    "unpublish_place",
]
