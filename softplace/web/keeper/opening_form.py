"""The form of an opening rule: plain choices in, fields of the rule out."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as word
from django.utils.translation import pgettext_lazy as word_of

from softplace.foundation.errors import Reason, Refused
from softplace.people.enums import Audience
from softplace.people.models import Group
from softplace.places.commands import reasons_to_refuse_rule_of
from softplace.places.enums import HolidayPolicy, Mode, Pattern
from softplace.places.models import OpeningRule, Place
from softplace.places.rules import RuleFields, length_between
from softplace.web import words
from softplace.web.forms import DayField, HourField, add_reasons
from softplace.web.keeper import rule_words
from softplace.web.keeper.rule_words import PlainRecurrence

PATTERNS = {
    rule_words.EVERY_WEEK: Pattern.WEEKLY,
    rule_words.SOME_WEEKS: Pattern.RECURRENCE,
    rule_words.MONTHLY: Pattern.RECURRENCE,
    rule_words.ONCE: Pattern.ONCE,
    rule_words.RECURRENCE: Pattern.RECURRENCE,
    rule_words.HOURS: Pattern.HOURS,
}
FIELD_OF_REASON = {
    "length_minutes": "ends_at",
    "start_minute": "starts_at",
    "pattern": "frequency",
}


class OpeningForm(forms.Form):
    subject = forms.ChoiceField(
        label=word("What opens"),
        required=False,
        help_text=word(
            "A function or a resource with hours of its own no longer follows the place’s."
        ),
    )
    title = forms.CharField(
        label=word("Title"),
        required=False,
        max_length=None,
        help_text=word("What people read: “Concert”, “Stop of the digital truck”. May stay empty."),
    )
    frequency = forms.ChoiceField(
        label=word("How often"),
        choices=list(rule_words.FREQUENCIES.items()),
        widget=forms.RadioSelect,
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=word("On which days"),
        required=False,
        coerce=int,
        choices=list(enumerate(words.WEEKDAYS)),
        widget=forms.CheckboxSelectMultiple,
    )
    interval = forms.TypedChoiceField(
        label=word("Every how many weeks"),
        required=False,
        coerce=int,
        choices=[(n, n) for n in range(2, 9)],
        help_text=word("Counted from the week of the first date."),
    )
    weeks = forms.TypedMultipleChoiceField(
        label=word("In which weeks of the month"),
        required=False,
        coerce=int,
        choices=list(rule_words.WEEKS_OF_MONTH.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    recurrence = forms.CharField(
        label=word("RRULE"),
        required=False,
        help_text=word(
            "As RFC 5545 writes it, without DTSTART: FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=21"
        ),
    )
    hours = forms.CharField(
        label=word("Opening hours"),
        required=False,
        help_text=word(
            "As OpenStreetMap writes them: Mo-Fr 09:00-12:00,14:00-17:00; Sa 10:00-12:00"
        ),
    )
    starts_at = HourField(label=word_of("hour", "From"), required=False)
    ends_at = HourField(label=word_of("hour", "Until"), required=False)
    days_later = forms.TypedChoiceField(
        label=word("It ends"),
        required=False,
        coerce=int,
        choices=[
            (0, word("the same day")),
            (1, word("the day after")),
            *((n, format_lazy(word("{count} days later"), count=n)) for n in range(2, 8)),
        ],
    )
    starts_on = DayField(
        label=word("First date"),
        required=False,
        help_text=word("For a one-off opening: its date. Needed when it does not come every week."),
    )
    ends_on = DayField(label=word("Last date"), required=False)
    on_public_holidays = forms.TypedChoiceField(
        label=word("On public holidays"), coerce=int, choices=words.choices(HolidayPolicy)
    )
    on_school_holidays = forms.TypedChoiceField(
        label=word("In school holidays"), coerce=int, choices=words.choices(HolidayPolicy)
    )
    mode = forms.ChoiceField(label=word("How one comes"), choices=words.choices(Mode))
    audience = forms.TypedChoiceField(
        label=word("For whom"), coerce=int, choices=words.choices(Audience)
    )
    group = forms.ModelChoiceField(
        label=word("Only members of"),
        required=False,
        queryset=Group.objects.none(),
        empty_label=word("no group in particular"),
    )

    def __init__(self, place: Place, rule: OpeningRule | None, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.place, self.rule = place, rule
        self.functions = {
            offer.function_id: offer.function for offer in place.offers.select_related("function")
        }
        self.resources = {resource.pk: resource for resource in place.resources.order_by("name")}
        language = "fr" if words.is_french() else "en"
        subjects: list[Any] = [("", word("The whole place"))]
        if self.functions:
            named = sorted(
                (function.name(language), f"function:{key}")
                for key, function in self.functions.items()
            )
            subjects.append((word("Functions"), [(value, name) for name, value in named]))
        if self.resources:
            rooms = [(f"resource:{key}", room.name) for key, room in self.resources.items()]
            subjects.append((word("Resources"), rooms))
        self.fields["subject"].choices = subjects  # type: ignore[attr-defined]
        groups = Group.objects.order_by("name")
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors:
            reasons = self._unread() or reasons_to_refuse_rule_of(self.place, self.rule_fields())
            self.add_rule_reasons(reasons)
        return said

    def add_rule_reasons(self, reasons: list[Reason]) -> None:
        add_reasons(
            self,
            [Reason(r.code, FIELD_OF_REASON.get(r.field, r.field), r.details) for r in reasons],
        )

    def _unread(self) -> list[Reason]:
        """What is missing before the plain choices make a rule at all."""
        said, reasons = self.cleaned_data, []
        frequency = said["frequency"]
        if frequency != rule_words.HOURS:
            reasons += [
                Reason("required", field)
                for field in ("starts_at", "ends_at")
                if said.get(field) is None
            ]
            if said.get("starts_at") == 1440:
                reasons.append(Reason("starts_at_midnight_end", "starts_at"))
        if frequency in {rule_words.SOME_WEEKS, rule_words.MONTHLY} and not said["weekdays"]:
            reasons.append(Reason("no_weekday", "weekdays"))
        if frequency == rule_words.MONTHLY and not said["weeks"]:
            reasons.append(Reason("no_week_of_month", "weeks"))
        return reasons

    def rule_fields(self) -> RuleFields:
        """The fields of the rule that the form says, whether or not they can be."""
        said = self.cleaned_data
        frequency, pattern = said["frequency"], PATTERNS[said["frequency"]]
        kind, _, key = said["subject"].partition(":")
        start, end = said.get("starts_at") or 0, said.get("ends_at") or 0
        recurrence = said["recurrence"].strip()
        if frequency in {rule_words.SOME_WEEKS, rule_words.MONTHLY}:
            recurrence = rule_words.recurrence_text(
                PlainRecurrence(
                    frequency,
                    tuple(sorted(said["weekdays"])),
                    said["interval"] or 2,
                    tuple(said["weeks"]),
                )
            )
        return RuleFields(
            function=self.functions.get(int(key)) if kind == "function" else None,
            resource=self.resources.get(int(key)) if kind == "resource" else None,
            title=said["title"].strip(),
            pattern=pattern,
            weekdays=sum(1 << n for n in said["weekdays"]) if pattern == Pattern.WEEKLY else 0,
            start_minute=start if pattern != Pattern.HOURS else 0,
            length_minutes=0
            if pattern == Pattern.HOURS
            else length_between(start, end, days_later=said["days_later"] or 0),
            recurrence=recurrence if pattern == Pattern.RECURRENCE else "",
            hours=said["hours"].strip() if pattern == Pattern.HOURS else "",
            starts_on=said["starts_on"],
            ends_on=None if pattern == Pattern.ONCE else said["ends_on"],
            on_public_holidays=said["on_public_holidays"],
            on_school_holidays=said["on_school_holidays"],
            mode=said["mode"],
            audience=said["audience"],
            group=said["group"],
        )

    def drafted(self) -> OpeningRule:
        """The rule as it would be, unsaved, for a preview."""
        return OpeningRule(
            pk=self.rule.pk if self.rule else None, place=self.place, **self.rule_fields()
        )

    def refused(self, error: Refused) -> None:
        self.add_rule_reasons(list(error.reasons))


def initial_of(rule: OpeningRule) -> dict[str, Any]:
    """What the form shows of a stored rule."""
    said = rule_words.plain(rule)
    end = rule.start_minute + rule.length_minutes
    subject = ""
    if rule.function_id:
        subject = f"function:{rule.function_id}"
    elif rule.resource_id:
        subject = f"resource:{rule.resource_id}"
    is_timed = rule.pattern != Pattern.HOURS
    return {
        "subject": subject,
        "title": rule.title,
        "frequency": said.frequency,
        "weekdays": list(said.weekdays),
        "interval": said.interval,
        "weeks": list(said.weeks),
        "recurrence": rule.recurrence,
        "hours": rule.hours,
        "starts_at": rule.start_minute if is_timed else None,
        "ends_at": end % 1440 if is_timed else None,
        "days_later": end // 1440 if end != 1440 else 0,
        "starts_on": rule.starts_on,
        "ends_on": rule.ends_on,
        "on_public_holidays": rule.on_public_holidays,
        "on_school_holidays": rule.on_school_holidays,
        "mode": rule.mode,
        "audience": rule.audience,
        "group": rule.group_id,
    }


def initial_of_new(kind: str) -> dict[str, Any]:
    """What a form for a new opening begins with: every week, or once."""
    return {
        "frequency": rule_words.ONCE if kind == "once" else rule_words.EVERY_WEEK,
        "on_public_holidays": HolidayPolicy.AS_USUAL if kind == "once" else HolidayPolicy.CLOSED,
        "on_school_holidays": HolidayPolicy.AS_USUAL,
        "mode": Mode.WALK_IN,
        "audience": Audience.EVERYONE,
        "interval": 2,
    }
