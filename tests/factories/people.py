"""Fictional people. ``UserFactory(roles=("member",))`` holds the roles from today on, and a member is in office."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import factory
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils import timezone

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

PASSWORD = "a-long-enough-password"
_HASHED = make_password(PASSWORD)
FIRST_NAMES = ("Ada", "Bram", "Cleo", "Dora", "Emil", "Faye", "Gus", "Hana", "Ivo", "June")


class WardFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Ward

    name = factory.Sequence(lambda n: f"Ward {n}")
    valid_from = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=400))


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@council.example")
    full_name = factory.Sequence(lambda n: f"{FIRST_NAMES[n % 10]} Tester {n}")
    password = _HASHED

    @factory.post_generation
    def roles(self: User, create: bool, names: Sequence[str] | None, **kwargs: Any) -> None:
        """The roles in force from today on."""
        EmailAddress.objects.create(user=self, email=self.email, verified=True, primary=True)
        for name in names or ():
            RoleGrantFactory(user=self, role=name)
        if Role.MEMBER in (names or ()):
            TermFactory(user=self)


class RoleGrantFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RoleGrant

    user = factory.SubFactory(UserFactory)
    role = Role.COMMS_ADVISER
    starts_on = factory.LazyFunction(timezone.localdate)
    note = "Made for a test"


class TermFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Term

    user = factory.SubFactory(UserFactory)
    kind = Term.Kind.ELECTED
    ward = factory.Maybe(
        factory.LazyAttribute(lambda term: term.kind == Term.Kind.ELECTED), factory.SubFactory(WardFactory), None
    )
    starts_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=100))
    ends_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=300))


class InvitationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Invitation

    email = factory.Sequence(lambda n: f"invited{n}@council.example")
    full_name = factory.Sequence(lambda n: f"Invited Person {n}")
    roles = factory.LazyFunction(lambda: [Role.COMMS_ADVISER.value])
    invited_by = factory.SubFactory(UserFactory, roles=(Role.ADMINISTRATOR,))


class DelegationFactory(factory.django.DjangoModelFactory):
    """In force from today, for thirty days."""

    class Meta:
        model = Delegation

    member = factory.SubFactory(UserFactory, roles=(Role.MEMBER,))
    delegate = factory.SubFactory(UserFactory, roles=(Role.DELEGATE,))
    grade = Grade.ACT
    starts_on = factory.LazyFunction(timezone.localdate)
    ends_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=30))


class SensitiveRequestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SensitiveRequest

    kind = SensitiveRequest.Kind.GRANT
    user = factory.SubFactory(UserFactory)
    role = Role.MONITORING_OFFICER
    asked_by = factory.SubFactory(UserFactory, roles=(Role.ADMINISTRATOR,))
