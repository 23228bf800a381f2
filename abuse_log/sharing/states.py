"""With whom a record can be shared, how far, and where the officers stand with it.

| from         | may go to                  | who                                | what is told             |
|--------------|----------------------------|------------------------------------|--------------------------|
| new          | acknowledged, triaged      | an officer with whom it is shared  | the member sees it       |
| acknowledged | triaged                    | the same                           | the member sees it       |
| triaged      | action, watching, finished | the same                           | the member sees it       |
| action       | watching, finished         | the same                           | the member sees it       |
| watching     | action, finished           | the same                           | the member sees it       |
| finished     | action, watching           | the same                           | the member sees it       |

To acknowledge and to triage have one working day each, the second from the end of the first (domain brief, standards
and advice, section 10). Nothing moves by itself; a note may be added at any step. Withdrawing ends all of it at once.
"""

from django.db.models import TextChoices

from portal.foundation.people.models import Role


class Audience(TextChoices):
    """Offices, never a person: whoever holds the office when they look."""

    SAFETY = "safety", "The safety leads"
    OFFICE = "office", "The Monitoring Officer and deputies"
    DEPUTY = "deputy", "The Deputy Monitoring Officer, and not the Monitoring Officer"
    PRESS = "press", "The Communications Team"


WHAT_FOR: dict[str, str] = {
    Audience.SAFETY: "For your safety: visits, your home, a way to the police.",
    Audience.OFFICE: "For what the council as a whole must know, or for a complaint that you may make yourself.",
    Audience.DEPUTY: "When the Monitoring Officer is the one who did it, or is too close to it.",
    Audience.PRESS: "For help with a platform or with the press.",
}

ROLES: dict[str, tuple[Role, ...]] = {
    Audience.SAFETY: (Role.SAFETY_LEAD,),
    Audience.OFFICE: (Role.MONITORING_OFFICER, Role.DEPUTY_MONITORING_OFFICER),
    Audience.DEPUTY: (Role.DEPUTY_MONITORING_OFFICER,),
    Audience.PRESS: (Role.COMMS_ADVISER, Role.COMMS_LEAD),
}


class Extent(TextChoices):
    """How far, graded as helpers are."""

    SUMMARIES = "summaries", "The one line, the dates, how soon to act, what was decided and where reports stand"
    CONTENT = "content", "The words, pictures and accounts as well, each time they ask for them"


COMES_WITH: dict[str, str] = {
    Extent.CONTENT: (
        "Of a picture with covered parts, the covered copy alone. With it comes what you told besides: to the safety "
        "leads all that the police would read, such as about your safety; to the Monitoring Officer without what only "
        "the police need; to the Communications Team no more than a platform reads. Never what it did to you."
    ),
}


class Stage(TextChoices):
    NEW = "new", "Not looked at yet"
    ACKNOWLEDGED = "acknowledged", "Acknowledged"
    TRIAGED = "triaged", "Assessed"
    ACTION = "action", "Something is being done"
    WATCHING = "watching", "Being watched"
    FINISHED = "finished", "Finished"


TABLE: dict[Stage, tuple[Stage, ...]] = {
    Stage.NEW: (Stage.ACKNOWLEDGED, Stage.TRIAGED),
    Stage.ACKNOWLEDGED: (Stage.TRIAGED,),
    Stage.TRIAGED: (Stage.ACTION, Stage.WATCHING, Stage.FINISHED),
    Stage.ACTION: (Stage.WATCHING, Stage.FINISHED),
    Stage.WATCHING: (Stage.ACTION, Stage.FINISHED),
    Stage.FINISHED: (Stage.ACTION, Stage.WATCHING),
}
UNSEEN = frozenset({Stage.NEW})
UNWEIGHED = frozenset({Stage.NEW, Stage.ACKNOWLEDGED})


def can_follow(start: str, end: str) -> bool:
    """Whether the officers' stage may go so; staying where it is only adds a note."""
    return start == end or end in TABLE[Stage(start)]
