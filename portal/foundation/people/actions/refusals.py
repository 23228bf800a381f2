"""Why an action was not done, in a sentence that the page shows."""


class Refused(Exception):
    """Permitted, but not in this state. ``str()`` of it is the sentence for the page."""


class LastAdministrator(Refused):
    def __init__(self) -> None:
        super().__init__("This is the last administrator. Make somebody else an administrator first.")


class InvitationClosed(Refused):
    """Used, cancelled or expired."""
