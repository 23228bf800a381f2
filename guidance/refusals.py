"""What the guidance refuses, said in one sentence for the person who asked."""


class Refused(Exception):
    """What was asked cannot be done as things are; the message is one sentence."""


class Stale(Exception):
    """Somebody else changed it since the page was opened; the message is one sentence."""
