"""A form with every kind of control the pack draws, and its words made hostile on demand."""

from typing import Any

from django import forms

from portal.foundation.look.widgets import Checkboxes, DateField, DateTimeFieldInWords, LongText, Radios

CHOICES = [("before", "Before I post"), ("after", "I have posted it already")]


class KitchenSink(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Your name", max_length=20, help_text="As it stands on the ballot paper.")
    email = forms.EmailField(label="Email address")
    password = forms.CharField(label="Password", widget=forms.PasswordInput)
    number = forms.IntegerField(label="How many replies?")
    wording = forms.CharField(label="What will you post?", max_length=30, widget=LongText, help_text="The exact words.")
    kind = forms.ChoiceField(
        label="What is it about?",
        choices=CHOICES,
        widget=Radios(hints={"before": "Nothing is public yet."}),
        help_text="Choose one.",
    )
    platforms = forms.MultipleChoiceField(
        label="Where?",
        choices=[("fb", "Facebook"), ("x", "X")],
        widget=Checkboxes(hints={"x": "Formerly Twitter."}),
    )
    agree = forms.BooleanField(label="I have read who will see this", help_text="It is one line long.")
    ward = forms.ChoiceField(label="Ward", choices=[("", "Choose a ward"), ("n", "North"), ("s", "South")])
    seen_on = DateField(label="When did you see it?", help_text="For example, 27 3 2026.")
    goes_out_at = DateTimeFieldInWords(
        label="When is it to go out?", what="The time to go out", help_text="For example, 27 3 2026 and 5pm."
    )
    picture = forms.FileField(label="Picture", help_text="PNG, JPEG or WebP, up to 10 MB.")
    token = forms.CharField(widget=forms.HiddenInput, required=False)


EVERY_VISIBLE = [name for name in KitchenSink.base_fields if name != "token"]

HOSTILE = '"><script>alert(1)</script>'


class Hostile(KitchenSink):
    """The same controls, with markup in every word that could come from a database."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = HOSTILE
            field.help_text = HOSTILE
        for name in ("kind", "platforms", "ward"):
            self.fields[name].choices = [(HOSTILE, HOSTILE)]
        for name in ("kind", "platforms"):
            self.fields[name].widget.hints = {HOSTILE: HOSTILE}
