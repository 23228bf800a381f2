"""The words of the evidence. Codes are stable, being stored, hashed and exported; labels may change."""

from django.db import models

ROOM = "abuse_log"
"""The room of its files: what it takes stands in settings.FILES_KINDS."""


class Method(models.TextChoices):
    """How a file came to be."""

    SCREENSHOT = "screenshot", "A screenshot"
    PHOTO = "photo", "A photograph of a screen or a thing"
    EMAIL = "email", "An e-mail saved as a file"
    EXPORT = "export", "A download or export from the service"
    SCAN = "scan", "A scan of a letter"
    RECORDING = "recording", "A recording of sound or film"
    OTHER = "other", "Another way"


class Covers(models.TextChoices):
    """What can be seen in it: what the police and the platforms look for first."""

    ADDRESS = "address", "The whole address of the page"
    ACCOUNT = "account", "The account name"
    DATE = "date", "The date and the time"
    WHOLE = "whole", "All of the post or message, not cut"
    BEFORE = "before", "What came before it"


class Deed(models.TextChoices):
    """What somebody did with an exhibit, as the custody log names it."""

    UPLOAD = "upload", "Added and sealed"
    DESCRIBE = "describe", "Described"
    VIEW_ORIGINAL = "view-original", "Took out the original"
    VIEW_COPY = "view-copy", "Looked at the copy"
    REDACT = "redact", "Made a copy with parts covered"
    SEAL = "seal", "Time stamp received"
    EXPORT = "export", "Pack made"
    DOWNLOAD = "download", "Took out a pack"
    SHARE = "share", "Pack handed over"
    LINK = "link", "Linked"
    ERASE = "erase", "Erased"


class Hand(models.TextChoices):
    """In what role somebody acted."""

    MEMBER = "member", "the member"
    HELPER = "helper", "a helper of the member"
    OFFICER = "officer", "an officer of the council"
    PORTAL = "portal", "the portal itself"


class Audience(models.TextChoices):
    """For whom a pack is made; each gets only its own fields."""

    POLICE = "police", "The police"
    PLATFORM = "platform", "A platform"
    OFFICER = "officer", "The Monitoring Officer"


class Way(models.TextChoices):
    """How a pack was given away."""

    UPLOAD = "upload", "By an upload page of theirs"
    EMAIL = "email", "By e-mail"
    STICK = "stick", "On a memory stick"
    HAND = "hand", "Shown or handed over in person"
    OTHER = "other", "Another way"


class LeftOut(models.TextChoices):
    """Why a file that was chosen for a pack is not in it."""

    COVER_REFUSED = "cover_refused", "No copy with the parts covered could be made of it, and it never goes out whole"
    COVER_WAITING = "cover_waiting", "Its copy with the parts covered was not made yet"
    COPY_REFUSED = "copy_refused", "No copy of it without hidden data could be made, and it never goes out as it came"
    COPY_WAITING = "copy_waiting", "Its copy without hidden data was not made yet"
    NO_COPY = "no_copy", "Of this kind of file no copy is made, and who gets this pack gets no original of it"


class Failure(models.TextChoices):
    """Why a pack was never made."""

    GAVE_UP = "gave_up", "The portal tried several times and could not make it."
    REPLACED = "replaced", "It was not made in time, and you asked for it again."
