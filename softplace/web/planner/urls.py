"""Addresses below /territory/."""

from django.urls import path

from softplace.web.planner import functions, people, territory

urlpatterns = [
    path("", territory.territory, name="planner-territory"),
    path("functions/", functions.list_functions, name="planner-functions"),
    path("functions/+/", functions.edit_function, name="planner-function-new"),
    path("functions/<slug:code>/", functions.edit_function, name="planner-function"),
    path("people/", people.list_people, name="planner-people"),
    path("people/<int:user_id>/role/", people.change_role, name="planner-role"),
    path("places/<slug:slug>/keepers/", people.keepers, name="planner-keepers"),
]
