"""How the investigating officer logs a look at a public profile, and what is asked before a repeated one."""

from dataclasses import dataclass, field

from django.utils import timezone

from portal.foundation.outbox import actions as outbox
from portal.foundation.people.models import User
from reviews.conduct.actions.refusals import Refused
from reviews.conduct.actions.writing import add, chosen, some, writing
from reviews.conduct.clocks import local_rule
from reviews.conduct.identity import acting_as_system
from reviews.conduct.models import Case, Grant, LocalRule, ProfileLook
from reviews.conduct.profiles import hashes_of
from reviews.conduct.visibility import Capacity


@dataclass(frozen=True)
class Seen:
    """One look. ``because`` and ``advice`` are asked for when the profile was looked at before (``is_repeated``)."""

    account: str = field(repr=False)
    purpose: str = field(repr=False)
    seen: str = field(repr=False)
    address: str = field(default="", repr=False)
    because: str = field(default="", repr=False)
    advice: str = ""


def looks_before(account: str, address: str) -> int:
    """How often this profile was looked at lately, in the cases that whoever asks investigates."""
    within = local_rule(LocalRule.Key.LOOKS_WITHIN, timezone.now())
    return ProfileLook.objects.at_profile(*hashes_of(account, address)).within(within).count()


def is_repeated(looks: int) -> bool:
    """Whether the next look, after so many, needs a reason and advice on an authorisation."""
    return looks >= local_rule(LocalRule.Key.LOOKS_UNASKED, timezone.now())


def log_look(*, case: Case, look: Seen, by: User) -> ProfileLook:
    """Log a look at a public profile. A repeated one says why, and whether advice was taken; the holding officer is
    told of it. Raises Refused when that is missing, and for anybody but the investigating officer.
    """
    with writing(case, by, "profile_looked_at", who=(Capacity.INVESTIGATOR,)) as held:
        account = some(look.account, "Say which account it was.")
        account_hash, address_hash = hashes_of(account, look.address)
        if not account_hash:
            raise Refused("Write the name of the account, or the address of its page.")
        made = ProfileLook(
            case=held,
            account=account,
            address=look.address.strip(),
            account_hash=account_hash,
            address_hash=address_hash,
            purpose=some(look.purpose, "Say what you were looking for."),
            seen=some(look.seen, "Say in one line what you saw."),
            is_repeated=is_repeated(looks_before(account, look.address)),
            by=by,
        )
        if made.is_repeated:
            made.because = some(look.because, "Say why you look at this profile once more.")
            made.advice = chosen(look.advice, ProfileLook.Advice.values)
        add(made)
        if made.is_repeated:
            _tell_holder(held, made)
        return made


def _tell_holder(case: Case, look: ProfileLook) -> None:
    with acting_as_system():
        holder = Grant.objects.filter(case=case, capacity=Capacity.HOLDER, revoked_at=None).first()
    if holder is not None:
        outbox.add(
            "conduct.for_you",
            key=f"conduct.for_you:look:{look.pk}",
            payload={"case": str(case.pk), "person": str(holder.person_id)},
        )
