"""What can be told of a record later: short pages, in any order, each of them optional."""

from collections.abc import Mapping

from django import forms

from abuse_log.forms.details import KindForm, LineForm, SectionForm, WhenForm, WhereForm
from abuse_log.forms.fields import line, one_of, past_day, some_of, words
from abuse_log.models import Incident
from abuse_log.taxonomy import (
    AskedToStop,
    Capacity,
    Effect,
    Harm,
    Hostility,
    Known,
    Safeguarding,
    Target,
    YesNo,
)

MOST_TIMES = 1_000_000


class OfficeForm(SectionForm):
    shows = ("capacity", "issue", "about_office", "office_words", "in_election")
    capacity = one_of(
        "In what office did it reach you?",
        Capacity,
        help_text="The police have a scheme for councillors and candidates. It is not for parish and town councils.",
    )
    issue = words("What was it about?", help_text="A topic, a meeting, a ward: what set it off, as far as you know.")
    about_office = one_of("Did they name your office, or that you are a candidate?", YesNo)
    office_words = words("The words about your office", help_text="As exactly as you can.")
    in_election = one_of("Was it during an election?", YesNo)


class EffectForm(SectionForm):
    shows = ("effects", "effect_words", "outcome_sought")
    own = ("effects", "effect_words")
    effects = some_of("What did it do to you?", Effect, help_text="Your own judgement. Choose all that fit, or none.")
    effect_words = words("In your own words")
    outcome_sought = words("What do you want to come of it?", help_text="To be left alone is an answer too.")


class StopForm(SectionForm):
    shows = ("asked_to_stop", "asked_to_stop_on", "asked_to_stop_how")
    asked_to_stop = one_of(
        "Did anybody ask them to stop?",
        AskedToStop,
        help_text="You need not, and it is not always wise. When it was asked, it helps to know.",
    )
    asked_to_stop_on = past_day("On which day?", "The day on which they were asked")
    asked_to_stop_how = words("How was it asked?")


class HostilityForm(SectionForm):
    shows = ("hostility", "hostility_words")
    hostility = some_of(
        "What was the hostility about, as you see it?",
        Hostility,
        help_text="As you perceive it, whatever you are. Nothing has to be proved, and you may leave it empty.",
    )
    hostility_words = words("The words that it rests on", help_text="As exactly as you can.")


class ThreatForm(SectionForm):
    shows = ("harms", "targets", "threat_when", "threat_means", "prior_contact")
    harms = some_of("What was threatened?", Harm)
    targets = some_of("Against whom or what?", Target)
    threat_when = words("Did it say when, where or how?")
    threat_means = words("Does it look as if they could do it?", help_text="What they said or showed that they have.")
    prior_contact = words("Had they been in touch with you before?")


class SafetyForm(SectionForm):
    shows = ("known", "safety_words", "place", "vehicle", "appearance")
    known = some_of("What do they seem to know, and did they come?", Known)
    safety_words = words("More about that")
    place = line("Where was it, if it was in person?")
    vehicle = line("A vehicle", help_text="Make, colour, number plate.")
    appearance = words("What the person looked like", help_text="Height, clothes, voice. Only what you saw or heard.")


class AgainForm(SectionForm):
    shows = ("is_ongoing", "times_counted", "frequency")
    is_ongoing = one_of("Is it still going on?", YesNo)
    times_counted = forms.IntegerField(
        label="How many posts, messages or calls, about?",
        help_text="A number. You need not copy each of them.",
        min_value=0,
        max_value=MOST_TIMES,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-5"}),
    )
    frequency = words("How often, and since when?")


class OthersForm(SectionForm):
    shows = ("witnesses", "others_targeted", "others_words", "safeguarding", "safeguarding_words")
    witnesses = words("Who else saw or heard it?")
    others_targeted = one_of("Did it go against others too?", YesNo)
    others_words = words("Against whom?", help_text="Such as “two more members of my group”.")
    safeguarding = some_of(
        "May somebody need protection?",
        Safeguarding,
        help_text="Whoever they are in this. Noting it here tells nobody: in danger, ring 999.",
    )
    safeguarding_words = words(
        "Why do you think so?", help_text="What you saw or read. No guess about anybody’s health."
    )


SECTIONS: dict[str, type[SectionForm]] = {
    "line": LineForm,
    "where": WhereForm,
    "when": WhenForm,
    "kind": KindForm,
    "office": OfficeForm,
    "effect": EffectForm,
    "safety": SafetyForm,
    "threat": ThreatForm,
    "hostility": HostilityForm,
    "stop": StopForm,
    "again": AgainForm,
    "others": OthersForm,
}
SECTION_TITLES: Mapping[str, str] = {
    "line": "One line about it",
    "where": "Where it was",
    "when": "When it was",
    "kind": "What kind of thing it was",
    "office": "Your office, and what it was about",
    "effect": "What it did, and what you want",
    "safety": "Your safety, and what happened in person",
    "threat": "What was threatened",
    "hostility": "What the hostility was about",
    "stop": "Asking them to stop",
    "again": "How often",
    "others": "Witnesses and others",
}


def told(incident: Incident) -> dict[str, bool]:
    """Of each section, whether anything is written. It says nothing of what."""
    return {name: form.is_told(incident) for name, form in SECTIONS.items()}
