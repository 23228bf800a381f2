"""The words in which an incident is sorted. Codes are stable, being stored and counted; labels may change."""

from django.db import models


class Behaviour(models.TextChoices):
    """What was done, several at once. `ROBUST_CRITICISM` stands alone: it says that this was not abuse."""

    ROBUST_CRITICISM = "robust_criticism", "Robust criticism, not abuse: kept as a note only"
    THREAT_VIOLENCE = "threat_violence", "A threat of death or serious harm"
    THREAT_OTHER = "threat_other", "Another threat: to property, to a good name, blackmail"
    STALKING_FIXATION = "stalking_fixation", "Following, watching, or a fixation on somebody"
    HARASSMENT_REPEATED = "harassment_repeated", "Unwanted contact again and again"
    PILE_ON = "pile_on", "Many people at once"
    HATE_IDENTITY = "hate_identity", "Hate because of who somebody is"
    SEXUAL = "sexual", "Unwanted sexual words or pictures"
    DOXING_PRIVACY = "doxing_privacy", "Private details published, such as a home address"
    IMPERSONATION = "impersonation_account_takeover", "Pretending to be somebody, or taking over an account"
    FALSE_FACT = "false_fact_defamation", "A false statement of fact that does damage"
    MANIPULATED_MEDIA = "manipulated_media", "A made-up or altered picture, voice or video"
    INSULT = "insult_gross_offence", "Gross insult"
    BULLYING = "bullying_by_member_or_officer", "Bullying by a councillor or an officer"
    INCITEMENT = "incitement_of_others", "Urging others to act, for instance to come to a home"
    SELF_HARM = "self_harm_encouragement", "Urging somebody to harm themselves"
    IN_PERSON = "in_person_or_home", "In person, or at a home"
    HACKING_SPAM = "hacking_flashing_spam", "Hacking, flashing images or floods of messages"
    OTHER = "other", "Something else"


class Channel(models.TextChoices):
    """By what way it came."""

    POST = "post", "A post"
    COMMENT = "comment", "A comment"
    REPLY = "reply", "A reply"
    STORY = "story", "A story or live video"
    DIRECT_MESSAGE = "direct_message", "A private message"
    GROUP = "group", "A group or group chat"
    EMAIL = "email", "An e-mail"
    LETTER = "letter", "A letter or leaflet"
    CALL = "call", "A telephone call"
    IN_PERSON = "in_person", "In person"
    MEETING = "meeting", "At a meeting or a surgery"
    HOME = "home", "At a home"
    OTHER = "other", "Another way"


class Platform(models.TextChoices):
    """On which service, where there was one."""

    FACEBOOK = "facebook", "Facebook"
    INSTAGRAM = "instagram", "Instagram"
    THREADS = "threads", "Threads"
    WHATSAPP = "whatsapp", "WhatsApp"
    X = "x", "X"
    BLUESKY = "bluesky", "Bluesky"
    TIKTOK = "tiktok", "TikTok"
    YOUTUBE = "youtube", "YouTube"
    LINKEDIN = "linkedin", "LinkedIn"
    NEXTDOOR = "nextdoor", "Nextdoor"
    REDDIT = "reddit", "Reddit"
    TELEGRAM = "telegram", "Telegram"
    SNAPCHAT = "snapchat", "Snapchat"
    OTHER = "other", "Another service"


class Precision(models.TextChoices):
    """How well a time is known."""

    EXACT = "exact", "That exact time"
    DAY = "day", "That day, at a time I do not know"
    ABOUT = "about", "About then"


class Impact(models.IntegerChoices):
    """What it did to the member, in the member's own judgement. It is nobody else's to change."""

    NONE = 0, "None"
    ANNOYING = 1, "It annoyed me"
    UPSETTING = 2, "It upset me"
    AFFECTING = 3, "It affects my work, my sleep or my family"
    UNSAFE = 4, "I feel unsafe"


class Choice(models.TextChoices):
    """What the member has decided to do. Nothing but a person ever sets it."""

    UNDECIDED = "undecided", "Not decided yet"
    PURSUE = "pursue", "Pursue it"
    IGNORE = "ignore", "Ignore it, and keep this record only"
    ACKNOWLEDGE = "acknowledge", "Politely acknowledge it"


class ReportStatus(models.TextChoices):
    """Where a report to a platform stands."""

    SUBMITTED = "submitted", "Reported, no answer yet"
    ACKNOWLEDGED = "acknowledged", "The platform says it has the report"
    NO_VIOLATION = "no_violation", "The platform says its rules are not broken"
    REMOVED = "removed", "The platform took it down"
    RESTRICTED = "restricted", "The platform restricted the account"
    APPEALED = "appealed", "I asked the platform to look again"
    TAKEN_FURTHER = "taken_further", "I asked an independent body for help"
    NO_REPLY = "no_reply", "No answer came, and I stopped waiting"


class ReportedBy(models.TextChoices):
    """Who pressed the button at the platform, whoever notes it here."""

    MEMBER = "member", "The member"
    DELEGATE = "delegate", "A helper of the member"
    COUNCIL = "council", "An officer of the council"
    OTHER = "other", "Somebody else"


class RecordedBy(models.TextChoices):
    """In what role the record was made; kept as it was on that day."""

    SELF = "self", "the member"
    DELEGATE = "delegate", "a helper of the member"


class WordsKind(models.TextChoices):
    """Words are kept apart by whose they are."""

    SAID = "said", "What was said or written to me"
    BEFORE = "before", "What came before it, my own words included"


class Capacity(models.TextChoices):
    """In what office it reached the member. The police scheme is not for a parish or town council alone."""

    COUNCILLOR = "councillor", "As a councillor of this council"
    OTHER_COUNCIL = "other_council", "As a councillor of another council, not a parish or town"
    PARISH = "parish", "As a parish or town councillor"
    CANDIDATE = "candidate", "As a candidate in an election"
    PRIVATE = "private", "As a private person"


class Visibility(models.TextChoices):
    """Who could see it."""

    PUBLIC = "public", "Anybody"
    GROUP = "group", "The people in a group"
    PRIVATE = "private", "Only I"
    UNKNOWN = "unknown", "I do not know"


class YesNo(models.TextChoices):
    YES = "yes", "Yes"
    NO = "no", "No"
    UNSURE = "unsure", "I am not sure"


class Hostility(models.TextChoices):
    """What the hostility was about, as the member perceived it. The first five are those that the police monitor."""

    DISABILITY = "disability", "Disability"
    RACE = "race", "Race or ethnic origin"
    RELIGION = "religion", "Religion or belief"
    ORIENTATION = "orientation", "Sexual orientation"
    TRANSGENDER = "transgender", "Transgender identity"
    SEX = "sex", "Sex"
    AGE = "age", "Age"
    POLITICS = "politics", "Political role or opinion"
    OTHER = "other", "Something else"


MONITORED = frozenset(
    {Hostility.DISABILITY, Hostility.RACE, Hostility.RELIGION, Hostility.ORIENTATION, Hostility.TRANSGENDER}
)
"""The strands that the police record as hate crime (Crown Prosecution Service; see `facts.HATE_CRIME`)."""


class Effect(models.TextChoices):
    """What it did to the member, in parts; the police and the courts ask for some of them."""

    ALARM = "alarm", "It alarmed me"
    DISTRESS = "distress", "It distressed me"
    FEAR = "fear", "I feared violence"
    ROUTINE = "routine", "I changed what I usually do"
    FAMILY = "family", "It touched my family"
    WORK = "work", "It touched my work"


class AskedToStop(models.TextChoices):
    NO = "no", "No"
    STOPPED = "stopped", "Yes, and it stopped"
    WENT_ON = "went_on", "Yes, and it went on"


class Harm(models.TextChoices):
    """What was threatened."""

    DEATH = "death", "Death"
    INJURY = "injury", "Serious injury"
    SEXUAL = "sexual", "A sexual attack"
    MONEY = "money", "Serious loss of money"
    PROPERTY = "property", "Damage to property"
    NAME = "name", "Harm to a good name"
    OTHER = "other", "Something else"


class Target(models.TextChoices):
    """Against whom or what a threat went."""

    MYSELF = "myself", "Me"
    FAMILY = "family", "My family"
    STAFF = "staff", "People who work with me"
    PROPERTY = "property", "My home or things"
    OTHERS = "others", "Others"


class Known(models.TextChoices):
    """What bears on safety: what the author seems to know, and whether they came."""

    HOME = "home", "They seem to know where I live"
    FAMILY = "family", "They seem to know my family, or a school"
    WORK = "work", "They seem to know where I work"
    ROUTE = "route", "They seem to know my way or my car"
    CAME = "came", "They came to a place where I was"
    CAME_HOME = "came_home", "They came to my home"
    WEAPON = "weapon", "A weapon was shown or named"


class Safeguarding(models.TextChoices):
    """Somebody who may need protection, whoever they are in this."""

    CHILD = "child", "A child may be involved"
    ADULT = "adult", "An adult at risk may be involved"
    SUICIDE = "suicide", "Somebody may harm themselves"


class Relationship(models.TextChoices):
    """How the member knows the account, as far as they do."""

    UNKNOWN = "unknown", "I do not know them"
    RESIDENT = "resident", "A resident"
    GROUP = "group", "A group or campaign"
    EMPLOYEE = "employee", "Somebody who works for the council"
    COUNCILLOR = "councillor", "A councillor, here or elsewhere"
    PRESS = "press", "Press or a broadcaster"
    PERSONAL = "personal", "Somebody from my private life"


class IdentifiedBy(models.TextChoices):
    """On what it rests when the member believes they know who writes. No name is kept."""

    NOT = "not", "I do not know who it is"
    OWN_NAME = "own_name", "The account shows a name as its own"
    KNOWN = "known", "I know them, and know the account"
    POLICE = "police", "The police said so"
    GUESS = "guess", "I only guess"


class Barred(models.TextChoices):
    """What the member did about the account itself."""

    MUTED = "muted", "Muted"
    RESTRICTED = "restricted", "Restricted"
    BLOCKED = "blocked", "Blocked"


class Risk(models.IntegerChoices):
    """How soon somebody should act. It says nothing of how bad it was: that is the member's own (`Impact`)."""

    RECORD = 1, "Keep a record"
    WATCH = 2, "Watch"
    WEEK = 3, "Act this week"
    TODAY = 4, "Act today"


class PoliceChannel(models.TextChoices):
    """By what way the police were told. The adviser of a force takes no reports, and stands here apart."""

    EMERGENCY = "emergency", "999"
    PHONE = "phone", "101"
    ONLINE = "online", "The website of the police"
    STATION = "station", "In person"
    TRUE_VISION = "true_vision", "True Vision, for hate crime"
    COUNCIL = "council", "The council told them for me"


class PoliceStatus(models.TextChoices):
    """Where a report to the police stands."""

    REPORTED = "reported", "Reported, nothing heard yet"
    INVESTIGATING = "investigating", "They are looking into it"
    NO_ACTION = "no_action", "They take no further action"
    REVIEW = "review", "A review of that was asked for"
    PROSECUTOR = "prosecutor", "It is with the prosecutor"
    CHARGED = "charged", "Somebody was charged"
    CAUTION = "caution", "A caution, or another way out of court"
    ENDED = "ended", "It ended in another way"


class Order(models.TextChoices):
    """What a court or an officer ordered in one's own report. No conviction is ever kept."""

    NOTICE = "notice", "A community protection notice"
    RESTRAINING = "restraining", "A restraining order"
    STALKING = "stalking", "A stalking protection order"
    INJUNCTION = "injunction", "An injunction"
    BAIL = "bail", "Bail conditions"


class Support(models.TextChoices):
    """What a council can do for a member. Noting it here asks nobody."""

    SAFETY_ADVICE = "safety_advice", "Advice on safety"
    VISITS = "visits", "Visits and canvassing in pairs"
    SURGERIES = "surgeries", "Another place or way for surgeries"
    DEVICE = "device", "An alarm for working alone"
    HOME = "home", "Safety of the home"
    ONLINE = "online", "Help with accounts and devices"
    LISTENING = "listening", "Somebody to talk to"
    GROUP = "group", "Help from the group"
    OFFICE = "office", "The Monitoring Officer was told"
    LEGAL = "legal", "Legal help, or the insurer was told"
    PRESS = "press", "Help with the press"
    OTHER = "other", "Something else"


class SupportState(models.TextChoices):
    ASKED = "asked", "Asked for"
    GIVEN = "given", "Given"
    DECLINED = "declined", "Not given, or not wanted"
    ENDED = "ended", "Ended"


class Deed(models.TextChoices):
    """What the member did about a comment on their own page."""

    HIDDEN = "hidden", "Hid the comment"
    DELETED = "deleted", "Deleted the comment"
    MUTED = "muted", "Muted the account"
    RESTRICTED = "restricted", "Restricted the account"
    BLOCKED = "blocked", "Blocked the account"
    UNDONE = "undone", "Took it back: shown or allowed again"


class Stand(models.TextChoices):
    """Whether the record still asks for anything. Closing erases nothing and can be taken back."""

    OPEN = "open", "Open"
    MONITORING = "monitoring", "Only watching whether it comes again"
    CLOSED = "closed", "Closed"
