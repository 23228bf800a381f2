"""What is filled in to hand over, to show another way, to mark as asked twice, to open again, and to log a call."""

from typing import TYPE_CHECKING, Any

from django import forms

from portal.foundation.look.widgets import Checkboxes, Radios
from portal.foundation.people.models import Role, User
from reviews.advice.asking import missing
from reviews.advice.choices import KIND_AT_THE_DESK, Account, Platform, RedirectTo, Topic
from reviews.advice.forms.asking import PostingTime
from reviews.advice.forms.fields import LongTextField, VersionedForm
from reviews.advice.models import Request
from reviews.advice.opening import openings
from reviews.advice.showing import as_choice

if TYPE_CHECKING:
    OnePerson = forms.ModelChoiceField[User]
    OneRequest = forms.ModelChoiceField[Request]
else:
    OnePerson = OneRequest = forms.ModelChoiceField


class PersonField(OnePerson):
    """One of the people who were found fit to be chosen."""

    def among(self, people: list[User]) -> None:
        self.queryset = User.objects.filter(pk__in=[person.pk for person in people]).order_by("full_name")


class HandOverForm(VersionedForm):
    to = PersonField(
        label="Who takes it on?",
        queryset=User.objects.none(),
        widget=Radios,
        empty_label=None,
        error_messages={"required": "Choose a colleague"},
    )
    text = LongTextField(
        label="Note to your colleague (optional)",
        help_text="Where you got to, and what is still open. The member does not see this.",
        required=False,
    )

    def __init__(self, *args: Any, colleagues: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["to"]
        if isinstance(chosen, PersonField):
            chosen.among(colleagues)


class RedirectForm(VersionedForm):
    redirect_to = forms.ChoiceField(label="Which way is the right one?", choices=RedirectTo, widget=Radios)
    text = LongTextField(
        label="Message to the member",
        help_text="Say why that way helps more. Nothing is begun there for them. The member reads this word for word.",
        error_messages={"required": "Enter a message to the member"},
    )


class TwinField(OneRequest):
    """One of a member's requests, each with the first words by which it is known."""

    def among(self, twins: list[Request]) -> None:
        self.words = openings(twins, for_member=False)
        self.queryset = Request.objects.filter(pk__in=[twin.pk for twin in twins]).order_by("-submitted_at")

    def label_from_instance(self, obj: Any) -> str:
        return as_choice(obj, self.words.get(obj.pk, ""))


class DuplicateForm(VersionedForm):
    of = TwinField(
        label="Which request asks the same?",
        help_text="Only requests of the same member. The member is shown the one you choose.",
        queryset=Request.objects.none(),
        widget=Radios,
        empty_label=None,
        error_messages={"required": "Choose the request that asks the same"},
    )

    def __init__(self, *args: Any, twins: list[Request], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of = self.fields["of"]
        if isinstance(of, TwinField):
            of.among(twins)


class ReopenForm(VersionedForm):
    text = LongTextField(
        label="Why is it opened again?",
        help_text="For those who advise. The member does not see this.",
        error_messages={"required": "Say why it is opened again"},
    )


class RouteForm(forms.Form):
    """Who reads first what is for the Monitoring Officer’s office only."""

    deputy = PersonField(
        label="Who reads these requests first?",
        queryset=User.objects.none(),
        widget=Radios,
        empty_label="The whole office: the Monitoring Officer and every deputy",
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        deputy = self.fields["deputy"]
        if isinstance(deputy, PersonField):
            deputy.among(list(User.objects.holding(Role.DEPUTY_MONITORING_OFFICER)))


class CallForm(PostingTime):
    """A request that a member made by telephone or in person, on one page, since an officer fills it in."""

    once = forms.UUIDField(widget=forms.HiddenInput)
    member = PersonField(
        label="Which member?",
        queryset=User.objects.none(),
        empty_label="Choose a member",
        error_messages={"required": "Choose the member"},
    )
    kind = forms.ChoiceField(label="What is it about?", choices=list(KIND_AT_THE_DESK.items()), widget=Radios)
    question = LongTextField(label="What did they ask?", help_text="In their words, as far as you can.", required=False)
    draft_wording = LongTextField(
        label="The exact wording, if it is about a post",
        help_text="Read it back to them. It is kept word for word.",
        required=False,
        strip=False,
    )
    topics = forms.MultipleChoiceField(label="What does it touch on?", choices=Topic.choices, widget=Checkboxes)
    platforms = forms.MultipleChoiceField(
        label="Where is it, or where will it be?", choices=Platform.choices, widget=Checkboxes, required=False
    )
    account = forms.ChoiceField(label="Which account is it?", choices=Account.choices, widget=Radios, required=False)
    is_urgent = forms.BooleanField(label="It is urgent", required=False)
    urgent_reason = LongTextField(label="If it is urgent, say why", max_length=500, required=False)
    field_order = [
        *("once", "member", "kind", "question", "draft_wording", "topics", "platforms", "account"),
        *("day", "clock", "is_urgent", "urgent_reason"),
    ]

    def __init__(self, *args: Any, members: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        member = self.fields["member"]
        if isinstance(member, PersonField):
            member.among(members)
        self.fields["day"].label = "When is it to go out? Date (optional)"
        self.fields["day"].help_text = "For example, 27 11 2026. Leave it empty if they have not decided."

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("is_urgent") and not said.get("urgent_reason") and "urgent_reason" not in self.errors:
            self.add_error("urgent_reason", "Say why it is urgent")
        if not self.errors:
            for question in missing(Request(**self.answers())):
                self.add_error(question.field, f"Answer this: {question.title[0].lower()}{question.title[1:]}")
        return said

    def answers(self) -> dict[str, Any]:
        """What was filled in, under the field names of the request."""
        kept = ("kind", "question", "draft_wording", "topics", "platforms", "account", "is_urgent", "urgent_reason")
        return {**{name: self.cleaned_data[name] for name in kept}, **self.posting_time()}
