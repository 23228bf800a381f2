"""The fictional people of demo mode. All have one public password, so demo mode answers on this machine only."""

from datetime import date, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from portal.foundation.people.actions import ask_sensitive, invite
from portal.foundation.people.models import (
    Delegation,
    Grade,
    Invitation,
    Role,
    RoleGrant,
    SensitiveRequest,
    Term,
    User,
    Ward,
)

PASSWORD = "correct-horse-demo"
NOTE = "Demo council"
DOMAIN = "council.example"

PEOPLE: dict[str, tuple[str, tuple[Role, ...]]] = {
    "member": ("Asha Merrow", (Role.MEMBER,)),
    "member2": ("Tobias Fenn", (Role.MEMBER,)),
    "member3": ("Ruth Calloway", (Role.MEMBER,)),
    "delegate": ("Jonas Pike", (Role.DELEGATE,)),
    "comms": ("Leila Hartnoll", (Role.COMMS_ADVISER,)),
    "comms.lead": ("Gwen Ashdown", (Role.COMMS_LEAD,)),
    "mo": ("Marcus Thorley", (Role.MONITORING_OFFICER,)),
    "deputy.mo": ("Ines Bramwell", (Role.DEPUTY_MONITORING_OFFICER,)),
    "independent": ("Dr Olu Sanderby", (Role.INDEPENDENT_PERSON,)),
    "independent2": ("Frances Yelland", (Role.INDEPENDENT_PERSON,)),
    "investigator": ("Piers Holloway", (Role.INVESTIGATOR,)),
    "support": ("Nadia Orchard", ()),
    "clerk": ("Hugh Pennant", ()),
    "panel": ("Beatrix Lowell", (Role.MEMBER,)),
    "safety": ("Carys Winter", (Role.SAFETY_LEAD,)),
    "governance": ("Samir Haddon", (Role.INFORMATION_GOVERNANCE,)),
    "admin": ("Edith Marlow", (Role.ADMINISTRATOR,)),
    "auditor": ("Victor Lane", (Role.AUDITOR,)),
}
"""By what stands before the @: the name, and the roles."""

WARDS: dict[str, str] = {
    "member": "Mill Meadow",
    "member2": "Castle Hill",
    "member3": "Northgate",
    "panel": "Saltersford",
}


@transaction.atomic
def load_people() -> dict[str, User]:
    """Make the demo people, by what stands before the @ in their address. Done twice, it changes nothing."""
    hashed = make_password(PASSWORD)  # once for all: the password is public, and hashing is slow on purpose
    people = {name: _person(name, full_name, hashed) for name, (full_name, _) in PEOPLE.items()}
    started = timezone.localdate() - timedelta(days=200)
    for name, (_, roles) in PEOPLE.items():
        for role in roles:
            RoleGrant.objects.get_or_create(
                user=people[name], role=role, ended_at=None, defaults={"starts_on": started, "note": NOTE}
            )
    for name, ward in WARDS.items():
        _office(people[name], ward, started)
    _help(people["member"], people["delegate"])
    _begin(people["admin"], people["support"])
    return people


def _person(name: str, full_name: str, hashed: str) -> User:
    email = f"{name}@{DOMAIN}"
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create(email=email, full_name=full_name, password=hashed)
    EmailAddress.objects.get_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    return user


def _office(user: User, ward_name: str, started: date) -> None:
    """In office since the last election, for four years; renewed when a demo outlives the term."""
    if Term.objects.on(timezone.localdate()).filter(user=user).exists():
        return
    ward, _ = Ward.objects.get_or_create(name=ward_name, valid_to=None, defaults={"valid_from": started})
    last_day = started + timedelta(days=4 * 365)
    Term.objects.create(user=user, ward=ward, kind=Term.Kind.ELECTED, starts_on=started, ends_on=last_day)


def _begin(admin: User, officer: User) -> None:
    """Something under way in each list: an invitation that is open, a decision that needs a second person."""
    if not Invitation.objects.exists():
        invite(email=f"newcomer@{DOMAIN}", full_name="Milo Garrick", roles=[Role.COMMS_ADVISER], by=admin)
    if not SensitiveRequest.objects.exists():
        ask_sensitive(officer, kind=SensitiveRequest.Kind.GRANT, role=Role.INFORMATION_GOVERNANCE, by=admin)


def _help(member: User, delegate: User) -> None:
    today = timezone.localdate()
    if not Delegation.objects.to_come().filter(member=member, delegate=delegate).exists():
        for old in Delegation.objects.filter(member=member, delegate=delegate, revoked_at=None):
            old.revoked_at, old.revoked_by = timezone.now(), member
            old.save(update_fields=["revoked_at", "revoked_by"])
        Delegation.objects.create(
            member=member,
            delegate=delegate,
            grade=Grade.ACT,
            starts_on=today,
            ends_on=today + timedelta(days=364),
        )
