"""Form fields and widgets that Django does not have: date boxes, choices with hints, clean long text."""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from portal.foundation.look.dates import TypedDate, Unread, in_boxes, read_date, require_date, require_time


class Radios(forms.RadioSelect):
    """Radio buttons; `hints` gives a line of help under a choice, by its value."""

    def __init__(self, *args: Any, hints: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hints = dict(hints or {})


class Checkboxes(forms.CheckboxSelectMultiple):
    """Check boxes; `hints` gives a line of help under a choice, by its value."""

    def __init__(self, *args: Any, hints: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hints = dict(hints or {})


class LongText(forms.Textarea):
    """A text area whose line ends count as one character, as the count on the page says."""

    def value_from_datadict(self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str) -> Any:
        typed = super().value_from_datadict(data, files, name)
        return typed.replace("\r\n", "\n") if isinstance(typed, str) else typed


class DateBoxes(forms.Widget):
    """Boxes for day, month and year. Their names are the field's with _day, _month and _year."""

    template_name = "govuk/controls/date_boxes.html"
    use_fieldset = True
    boxes: ClassVar[tuple[str, ...]] = ("day", "month", "year")

    def value_from_datadict(self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str) -> TypedDate:
        typed = {box: data.get(f"{name}_{box}") for box in self.boxes}
        return TypedDate(**{box: "" if text is None else str(text) for box, text in typed.items()})

    def value_omitted_from_data(self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str) -> bool:
        return all(f"{name}_{box}" not in data for box in self.boxes)

    def format_value(self, value: Any) -> Any:
        """The typed boxes again, or the boxes that say a date or a moment (Europe/London)."""
        if isinstance(value, TypedDate):
            return value
        if isinstance(value, datetime) and timezone.is_aware(value):
            return in_boxes(timezone.localtime(value))
        return in_boxes(value) if isinstance(value, date) else TypedDate()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """`attrs` may hold `wrong`: the boxes that are in error."""
        context = super().get_context(name, value, attrs)
        given: dict[str, Any] = context["widget"]["attrs"]
        wrong: Collection[str] = given.pop("wrong", ())
        typed = self.format_value(value)
        context["widget"]["boxes"] = [
            {
                "name": f"{name}_{box}",
                "id": self.id_for_label(given.get("id") or name, box),
                "box": box,
                "value": getattr(typed, box).encode("utf-8", "replace").decode(),
                "is_wrong": box in wrong,
                "is_disabled": bool(given.get("disabled")),
            }
            for box in self.boxes
        ]
        return context

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """The id of a box; of the first one when none is named."""
        return f"{id_}_{index or self.boxes[0]}" if id_ else ""


class DateTimeBoxes(DateBoxes):
    """Boxes for day, month, year, and a time in words (its name is the field's with _time)."""

    boxes: ClassVar[tuple[str, ...]] = ("day", "month", "year", "time")


class DateField(forms.Field):
    """A date in three boxes; cleans to `datetime.date`.

    `what` is the subject of the error sentences: "The date of the meeting" gives
    "The date of the meeting must include a month".
    """

    widget = DateBoxes
    default_error_messages: ClassVar[dict[str, Any]] = {"required": "Enter a date"}

    def __init__(self, *, what: str = "The date", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.what = what

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, TypedDate):
            return self.read(value)
        return value if isinstance(value, date) else None

    def read(self, typed: TypedDate) -> date | None:
        """Raises ValidationError, whose `params["boxes"]` are the boxes in error."""
        try:
            return read_date(typed)
        except Unread as unread:
            raise self.refusal(unread, self.what) from unread

    def refusal(self, unread: Unread, what: str) -> ValidationError:
        """The sentence for one thing that cannot be read."""
        params = {"what": what, "complaint": unread.complaint, "boxes": unread.boxes}
        return ValidationError("%(what)s %(complaint)s", code="unread", params=params)


class DateTimeFieldInWords(DateField):
    """A date in three boxes and a time such as 5pm, 5.30pm or 17:00; cleans to an aware `datetime`.

    The boxes mean the current time zone (Europe/London on every page). An hour that happens twice in
    autumn is taken as the first one; an hour that spring skips is refused.
    """

    widget = DateTimeBoxes
    default_error_messages: ClassVar[dict[str, Any]] = {"required": "Enter a date and time"}

    def read(self, typed: TypedDate) -> datetime | None:
        """As for a date; the date and the time are refused each in its own sentence."""
        if not any(box.strip() for box in typed):
            return None
        refusals: list[ValidationError] = []
        day, clock = None, None
        try:
            day = require_date(typed)
        except Unread as unread:
            refusals.append(self.refusal(unread, self.what))
        try:
            clock = require_time(typed.time)
        except Unread as unread:
            refusals.append(self.refusal(unread, "The time"))
        if day is None or clock is None:
            raise ValidationError(refusals)
        return self.at_home(datetime.combine(day, clock))

    def at_home(self, naive: datetime) -> datetime:
        """The moment in the current time zone; raises ValidationError for an hour that spring skips."""
        moment = timezone.make_aware(naive)
        if timezone.make_naive(moment.astimezone(UTC)) != naive:
            unread = Unread("does not exist on that day, because the clocks go forward", "time")
            raise self.refusal(unread, "The time")
        return moment
