"""Addresses below /vacancy/."""

from django.urls import path

from softplace.web.vacancy import compliance, policy, week_views

urlpatterns = [
    path("compliance/", compliance.compliance, name="vacancy-compliance"),
    path("compliance.csv", compliance.offenders_table, name="vacancy-offenders"),
    path("map/", week_views.map_of_week, name="vacancy-map"),
    path("calendar/", week_views.calendar, name="vacancy-calendar"),
    path("policy/", policy.policy, name="vacancy-policy"),
    path("policy/exemptions/+/", policy.exempt, name="vacancy-exempt"),
    path("policy/exemptions/<int:exemption_id>/end/", policy.end, name="vacancy-exemption-end"),
]
