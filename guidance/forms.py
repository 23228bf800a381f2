import re
from datetime import date
from typing import Self
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from guidance.models import POINT_ID_LENGTH, POINT_ID_LETTERS, today
from portal.foundation.look.widgets import DateField

POINT_ID = re.compile(f"[{POINT_ID_LETTERS}]{{{POINT_ID_LENGTH}}}")


class AsAtForm(forms.Form):
    """A day of the past or today (Europe/London); then optionally one point."""

    day = DateField(what="The date", label="Day", help_text="For example, 27 3 2026")
    point = forms.CharField(required=False, widget=forms.HiddenInput)

    @classmethod
    def asked(cls, query: QueryDict) -> Self:
        """The form as an address fills it: by `date=2026-03-27`, by the three boxes, or not at all."""
        point = asked if POINT_ID.fullmatch(asked := str(query.get("point", ""))) else ""
        boxes: dict[str, str | None] = {name: query.get(f"day_{name}") for name in ("day", "month", "year")}
        if "date" in query:
            boxes = dict(zip(boxes, _day_month_year(str(query["date"])), strict=True))
        if all(value is None for value in boxes.values()):
            return cls(initial={"point": point})
        return cls({**{f"day_{name}": value or "" for name, value in boxes.items()}, "point": point})

    def clean_day(self) -> date:
        """What is still to come is nobody's to read yet."""
        day: date = self.cleaned_data["day"]
        if day > today():
            raise ValidationError("The date must be today or in the past")
        return day

    def address(self) -> str:
        """The query string that names this day, to be kept and passed on."""
        named = {"date": self.cleaned_data["day"].isoformat(), "point": self.cleaned_data["point"]}
        return urlencode({name: value for name, value in named.items() if value})


def _day_month_year(iso: str) -> tuple[str, str, str]:
    """The boxes for a day as an address has it; what is no such day stands in them as it came."""
    year, month, day, *_ = [*iso.split("-", 2), "", ""]
    return day, month, year
