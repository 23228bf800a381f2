"""The closed lists that an advice request is described with. Each label is what the page says."""

from django.db import models


class Kind(models.TextChoices):
    BEFORE = "before", "Something I have not posted yet"
    POSTED = "posted", "Something I have already posted"
    REPLY = "reply", "How to answer somebody"
    ACCOUNT = "account", "My account, page or group"
    GENERAL = "general", "A general question"


KIND_AT_THE_DESK: dict[str, str] = {
    Kind.BEFORE: "Not posted yet",
    Kind.POSTED: "Already posted",
    Kind.REPLY: "How to answer somebody",
    Kind.ACCOUNT: "Account, page or group",
    Kind.GENERAL: "General question",
}
"""The same for those who advise: the labels above are in the member's voice."""

KINDS_WITH_WORDING = frozenset({Kind.BEFORE, Kind.POSTED, Kind.REPLY})
"""Kinds that are about words which are or will be online."""


class Platform(models.TextChoices):
    FACEBOOK = "facebook", "Facebook"
    X = "x", "X"
    INSTAGRAM = "instagram", "Instagram"
    THREADS = "threads", "Threads"
    BLUESKY = "bluesky", "Bluesky"
    TIKTOK = "tiktok", "TikTok"
    YOUTUBE = "youtube", "YouTube"
    LINKEDIN = "linkedin", "LinkedIn"
    NEXTDOOR = "nextdoor", "Nextdoor"
    MESSAGING = "messaging", "WhatsApp or another group chat"
    WEBSITE = "website", "A blog or website"
    OTHER = "other", "Somewhere else"


class Account(models.TextChoices):
    MEMBER = "member", "My account as a councillor"
    PERSONAL = "personal", "My personal account"
    PARTY = "party", "A party account"
    GROUP = "group", "A shared page or group that I help to run"


class Topic(models.TextChoices):
    LOCAL_ISSUE = "local_issue", "A local issue or campaign"
    PLANNING = "planning", "Planning or licensing"
    ELECTION = "election", "An election or party politics"
    RESIDENT = "resident", "A resident or somebody’s casework"
    STAFF = "staff", "Council staff or contractors"
    MEMBER = "member", "Another councillor"
    CONFIDENTIAL = "confidential", "Confidential papers or meetings"
    PICTURES = "pictures", "Pictures, video or copyright"
    LEGAL = "legal", "A legal threat or a claim that may be untrue"
    EQUALITY = "equality", "Equality or respect"
    ABUSE = "abuse", "Abuse that I receive"
    INTERESTS = "interests", "My interests"
    SETTINGS = "settings", "Settings, followers or moderating comments"
    OTHER = "other", "Something else"


class Stance(models.TextChoices):
    """What the advice comes to. There is no value that clears a post, since advice never does."""

    NO_CONCERN_SEEN = "no_concern_seen", "No concern seen"
    CHANGE_SUGGESTED = "change_suggested", "A change is suggested"
    ADVISE_AGAINST = "advise_against", "We advise against it"
    INFORMATION_ONLY = "information_only", "Information only"
    TAKE_OWN_LEGAL_ADVICE = "take_own_legal_advice", "Take your own legal advice"


STANCE_MEANING: dict[str, str] = {
    Stance.NO_CONCERN_SEEN: "On what you told us, we see no concern under the guidance.",
    Stance.CHANGE_SUGGESTED: "We suggest that you change something first.",
    Stance.ADVISE_AGAINST: "We advise you not to post this, or to take it down.",
    Stance.INFORMATION_ONLY: "This is information to help you decide. We take no view.",
    Stance.TAKE_OWN_LEGAL_ADVICE: "This is a legal matter of your own. Ask a solicitor before you act.",
}
"""What each stance means in one plain sentence to the member."""

NEXT_STEP: dict[str, str] = {
    Stance.NO_CONCERN_SEEN: "Decide whether to post it. This is about the words you sent: if you change them in more "
    "than a small way, ask again.",
    Stance.CHANGE_SUGGESTED: "Look at what is marked, take what you agree with, and decide whether to post it.",
    Stance.ADVISE_AGAINST: "Do not post it as it stands. If it is online, copy it before you hide or delete it. If you "
    "see it another way, ask once more.",
    Stance.INFORMATION_ONLY: "Read the points, and decide for yourself.",
    Stance.TAKE_OWN_LEGAL_ADVICE: "Keep a copy of everything, and say nothing more about it online until a solicitor "
    "has advised you.",
}
"""What the member can do next with each stance. Nobody asks later whether they did."""


class EscalationReason(models.TextChoices):
    LEGAL = "legal", "Possible libel or a legal threat"
    CONFIDENTIAL = "confidential", "Confidential or exempt material"
    QUASI_JUDICIAL = "quasi_judicial", "Planning, licensing or another decision the member may take"
    INTERESTS = "interests", "The member’s interests"
    EQUALITY = "equality", "Equality or harassment"
    PERSON = "person", "About an identifiable officer or member"
    LIVE_MATTER = "live_matter", "A live complaint or a police matter"
    ELECTION = "election", "The pre-election period"
    SAFEGUARDING = "safeguarding", "Safeguarding or a threat to life"
    DATA_BREACH = "data_breach", "A possible data breach"
    MEDIA = "media", "Media interest"
    OTHER = "other", "Another reason"


RISKS = [choice for choice in EscalationReason.choices if choice[0] != EscalationReason.OTHER]
"""What an adviser can tag an answer with. Of the answer, never of a person: nothing counts them."""

PRIVILEGED = (
    "This is legal advice (privileged). Ask the Monitoring Officer’s office before you pass it on or quote it: once "
    "others have it, it may no longer be protected."
)


class DeclineReason(models.TextChoices):
    PARTY_POLITICAL = "party_political", "It is party-political"
    PERSONAL_LEGAL = "personal_legal", "It is a personal legal matter"
    NOT_SOCIAL_MEDIA = "not_social_media", "It is not about social media"
    ANOTHER_ROUTE = "another_route", "Another team or route is the right one"


class Signpost(models.TextChoices):
    GROUP = "group", "Your political group or party"
    SOLICITOR = "solicitor", "Your own solicitor"
    DEMOCRATIC_SERVICES = "democratic_services", "Democratic Services"
    MONITORING_OFFICER = "monitoring_officer", "The Monitoring Officer"
    ELECTORAL_COMMISSION = "electoral_commission", "The Returning Officer or the Electoral Commission"
    POLICE = "police", "The police: 999 in an emergency, otherwise 101"
    INCIDENT_RECORD = "incident_record", "Your own record of incidents in this portal"
    OTHER = "other", "As said in the message"


class RedirectTo(models.TextChoices):
    """Where the member is invited to go. Nothing is begun there for them."""

    RECORDS = "records", "Your own record of what was done to you"
    COMPLAINT = "complaint", "A complaint to the Monitoring Officer"


class Helped(models.TextChoices):
    """The one question afterwards. Nobody is asked whether they did what was advised."""

    YES = "yes", "Yes"
    PARTLY = "partly", "In part"
    NO = "no", "No"


class Unreviewed(models.TextChoices):
    """Why advice against a post went out without a second pair of eyes. The answer is marked so for good."""

    NOBODY_THERE = "nobody_there", "Nobody else was at the desk"
    TOO_URGENT = "too_urgent", "It could not wait"
    EARLIER = "earlier", "Given before a second look was asked for"
