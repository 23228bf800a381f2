"""Words of somebody who may be about to harm themselves. They get help first; nothing is respelt. Pure."""

import re

_SIGNS = re.compile(
    r"\b(?:suicid\w*|self[- ]?harm\w*|(?:kill|killing|hurt|hurting|harm|harming|cut|cutting) myself|"
    r"end (?:my life|it all)|take my (?:own )?life|want(?:ed)? to die|better off dead|cannot go on|can[’']?t go on)\b",
    re.IGNORECASE,
)


def is_in_crisis(text: str) -> bool:
    """Whether the words say it plainly. What this misses it misses silently, so it only ever adds help to a page."""
    return _SIGNS.search(text) is not None
