"""Why a change was not made. Each has a sentence for the page."""

MOST_ROWS = 500
"""How many pictures, pieces of text or accounts one record holds."""


class Refused(Exception):
    """The change was not made, for a reason that the page says."""

    sentence = "This could not be done."

    def __str__(self) -> str:
        return self.sentence


class Changed(Refused):
    """Somebody else saved first."""

    sentence = (
        "This was changed while you were writing, so nothing was saved. What you wrote is still below. "
        "Look at what stands now, then save again."
    )


class Full(Refused):
    sentence = f"One record holds {MOST_ROWS} of these. Make another record for more."


class Held(Refused):
    sentence = "The council has to keep this record as it is at present, so this cannot be done now."


class CriticismHasNoAccounts(Refused):
    sentence = "Robust criticism is kept without any account. Take out the accounts first, or choose something else."


class WrongStep(Refused):
    sentence = "A report that stands where this one stands cannot take that step."


class NobodyToRing(Refused):
    sentence = "Nobody holds the post of safety lead in this portal today, so nobody would have been told."


class NoLongerWaiting(Refused):
    sentence = "This reminder is no longer needed."


class AlreadyAnswered(Refused):
    sentence = "Somebody has already rung this member."
