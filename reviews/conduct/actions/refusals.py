"""Why a verb of this room was not done. Each message is a sentence for the person at the screen."""


class Refused(Exception):
    """The verb was not done, and nothing was changed."""


class MovedOn(Refused):
    """Somebody else changed the case since this page was opened."""


class NotNow(Refused):
    """The table of states has no such row here, or a guard of the row says no."""


class Conflicted(Refused):
    """A conflict of interest, or a stake, stands against it."""


class NobodyToTell(Refused):
    """An emergency opening was refused, since nobody could be told of it."""
