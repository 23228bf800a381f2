"""What the pages say about the police, the law and others, in one place, each with the day it was last checked.

Sources: Local Government Association, "Must know: Operation Ford" and the guide for elected members; the
legal page of the same association; Crown Prosecution Service on hate crime and communications offences; UK Safer
Internet Centre, Report Harmful Content, "what to remember". The council's Monitoring Officer owns these sentences.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Fact:
    """A sentence that may grow old, and the day on which it was last found true."""

    text: str
    as_at: date


CHECKED = date(2026, 11, 22)

OPERATION_FORD = (
    Fact(
        "Operation Ford is the police scheme for councillors, elected mayors, police and crime commissioners, and "
        "candidates for those offices. Each police force has an adviser for it.",
        CHECKED,
    ),
    Fact(
        "The adviser does not take reports of crime. Report through 999, 101 or the website of your police force, "
        "and say the words: they send the report to the right people.",
        CHECKED,
    ),
    Fact(
        "It is not for members of a parish or town council alone. If you sit on both, say in which office "
        "this reached you. The police help either way.",
        CHECKED,
    ),
)
CRIME_REFERENCE = Fact(
    "The police give a crime reference number. If they decide not to investigate, that does not mean that nothing "
    "happened, and you can report the next thing.",
    CHECKED,
)
PRESERVATION = Fact(
    "Only the police can ask a platform to keep the data of an account before it is deleted. Report a crime "
    "early, and ask the officer to do this.",
    CHECKED,
)
HATE_CRIME = (
    Fact(
        "The police record a crime as a hate crime when you, or anyone else, believes it was driven by hostility to "
        "disability, race, religion, sexual orientation or transgender identity. Say so, and say why you think it.",
        CHECKED,
    ),
    Fact("A hate crime can also be reported online, on the police website called True Vision.", CHECKED),
)
REPORT_HARMFUL_CONTENT = Fact(
    "Report Harmful Content, a service of the UK Safer Internet Centre, may help when you have reported to the "
    "platform first and have waited more than a week, or can show the answer that you got. It is independent of the "
    "council and of the police.",
    CHECKED,
)
CHILD_IMAGES = (
    Fact(
        "To make, keep or pass on a picture of the sexual abuse of a child is a crime, also as proof and also when it "
        "was sent to you unasked. Do not copy it, send it or bring it here.",
        CHECKED,
    ),
    Fact(
        "If a child is in danger now, ring 999. Else tell the police on 101 what you saw, where and when, and do what "
        "they say about the device.",
        CHECKED,
    ),
    Fact(
        "The Internet Watch Foundation takes reports of such pages, also without a name, and has them taken down: "
        "report.iwf.org.uk. It needs the address of the page and nothing else.",
        CHECKED,
    ),
    Fact(
        "Somebody under 18 can have a picture of themself taken down by Report Remove of Childline and the Internet "
        "Watch Foundation: childline.org.uk.",
        CHECKED,
    ),
)
INTIMATE_IMAGES = (
    Fact(
        "To share somebody’s intimate picture without consent, or to threaten to, is a crime; so it is for a made-up "
        "one. Tell the police, and say if it is you whom it shows.",
        CHECKED,
    ),
    Fact(
        "An adult can have copies stopped by StopNCII.org: the picture stays on your own device, and only a "
        "fingerprint of it goes to the platforms.",
        CHECKED,
    ),
    Fact("The Revenge Porn Helpline helps adults in the United Kingdom: revengepornhelpline.org.uk.", CHECKED),
)
