"""What the page of a request offers to the person who reads it as its member, or for them."""

from dataclasses import dataclass
from datetime import datetime

from portal.foundation.people.models import User
from reviews.advice import permissions
from reviews.advice.models import Request
from reviews.advice.states import Verb


@dataclass(frozen=True)
class Offers:
    reply: bool
    close: bool
    withdraw: bool
    is_kept: bool
    follow_up: bool
    reopen: bool
    ask_anew: bool
    say_helped: bool
    say_wanted: bool

    @property
    def any_after_an_answer(self) -> bool:
        return self.close or self.follow_up or self.reopen or self.ask_anew


def offers(user: User, item: Request, now: datetime) -> Offers:
    can_withdraw = permissions.can_withdraw(user, item)
    return Offers(
        reply=permissions.can_reply(user, item),
        close=permissions.can_close(user, item),
        withdraw=can_withdraw,
        is_kept=not can_withdraw and permissions.step(user, item, Verb.WITHDRAW) is not None,
        follow_up=permissions.can_follow_up(user, item),
        reopen=permissions.can_reopen(user, item),
        ask_anew=permissions.can_ask_anew(user, item),
        say_helped=permissions.can_say_helped(user, item),
        say_wanted=item.asks_if_wanted(now) and permissions.acts_for(user, item),
    )
