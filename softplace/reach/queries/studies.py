"""Studies with their scenarios, and what things cost."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from softplace.foundation.clock import today
from softplace.reach.models import Rates, Scenario, Study
from softplace.territory.queries import current_territory


def studies() -> QuerySet[Study]:
    """All of them, those changed last first, with their scenarios. Three queries."""
    return Study.objects.select_related("cell_set").prefetch_related("scenarios", "functions")


def study_with(study_id: int) -> Study | None:
    """A study with its functions and its scenarios with their edits; four queries."""
    found = Study.objects.select_related("cell_set").prefetch_related(
        "functions", "scenarios__edits"
    )
    return found.filter(pk=study_id).first()


def scenario_of(scenario_id: int) -> Scenario | None:
    """A scenario with its study, its functions and its edits; four queries at most."""
    found = Scenario.objects.select_related("study__cell_set", "published_by")
    return found.prefetch_related("study__functions", "edits").filter(pk=scenario_id).first()


def week_of(study: Study) -> tuple[date, ZoneInfo]:
    """The Monday whose week a study is about, and the time zone of the territory."""
    territory = current_territory()
    zone = ZoneInfo(territory.zone if territory else "Europe/Paris")
    if study.week is not None:
        return study.week, zone
    day = today(zone)
    return day - timedelta(days=day.weekday()), zone


def rates() -> Rates:
    """What things cost here: as the planners have set it, else as is usual."""
    return Rates.objects.first() or Rates(pk=1)
