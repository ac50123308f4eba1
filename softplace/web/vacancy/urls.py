"""Addresses below /vacancy/."""

from django.urls import path

from softplace.web.vacancy import compliance, open_data, policy, week_views

urlpatterns = [
    path("", open_data.page, name="vacancy-open"),
    path("vacancy.csv", open_data.csv_file, name="vacancy-csv"),
    path("vacancy.json", open_data.json_file, name="vacancy-json"),
    path("compliance/", compliance.compliance, name="vacancy-compliance"),
    path("compliance.csv", compliance.offenders_table, name="vacancy-offenders"),
    path("map/", week_views.map_of_week, name="vacancy-map"),
    path("calendar/", week_views.calendar, name="vacancy-calendar"),
    path("policy/", policy.policy, name="vacancy-policy"),
    path("policy/exemptions/+/", policy.exempt, name="vacancy-exempt"),
    path("policy/exemptions/<int:exemption_id>/end/", policy.end, name="vacancy-exemption-end"),
]
