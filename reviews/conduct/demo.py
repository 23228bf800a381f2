"""Fictional, harmless cases for demo mode, each reached by the real verbs."""

from collections.abc import Mapping
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from PIL import Image, ImageDraw

from portal.foundation.files.actions import make_safe_copy
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import User
from reviews.conduct.actions import assessing, deciding, looking
from reviews.conduct.actions.citing import add_paragraph, cite, enter_edition
from reviews.conduct.actions.grants import declare, give_grant
from reviews.conduct.actions.moving import move
from reviews.conduct.actions.papers import show_notice, write_paper
from reviews.conduct.actions.receiving import WhatIsAlleged, WhoComplains, receive
from reviews.conduct.identity import acting_as, acting_as_system
from reviews.conduct.models import (
    Alleged,
    Answer,
    CapacityRecord,
    Case,
    ChecklistAnswer,
    CodeEdition,
    CodeParagraph,
    Factor,
    Grant,
    Hold,
    Subject,
)
from reviews.conduct.states import Verb
from reviews.conduct.visibility import Artefact, Capacity

PARAGRAPHS = (
    ("1.1", "Treat other members and the public with respect", CodeParagraph.Category.RESPECT),
    ("2.1", "Do not bully anybody", CodeParagraph.Category.BULLYING),
    ("3.1", "Do not compromise the impartiality of officers", CodeParagraph.Category.IMPARTIALITY),
    ("4.1", "Keep what is confidential", CodeParagraph.Category.CONFIDENTIALITY),
    ("5.1", "Do not bring your role or the council into disrepute", CodeParagraph.Category.DISREPUTE),
    ("6.1", "Do not use your position for anybody’s advantage", CodeParagraph.Category.POSITION),
    ("7.1", "Use council resources for council work", CodeParagraph.Category.RESOURCES),
    ("8.1", "Co-operate with an investigation under the Code", CodeParagraph.Category.COMPLYING),
    ("9.1", "Register and disclose your interests", CodeParagraph.Category.INTERESTS),
    ("10.1", "Register gifts and hospitality", CodeParagraph.Category.GIFTS),
)


@transaction.atomic
def load_matters(people: Mapping[str, User]) -> None:
    """Fill the boards of those who work on cases. Done twice, it changes nothing."""
    with acting_as_system():
        if Case.objects.exists():
            return
    _code(people["mo"])
    _just_received(people)
    _overdue(people)
    _investigated(people)
    _out_of_scope(people)
    _handed_on(people)


def _code(officer: User) -> None:
    if CodeEdition.objects.exists():
        return
    for title, begins in (("Members’ Code of Conduct 2021", date(2021, 5, 20)), ("2024", date(2024, 5, 23))):
        named = title if title.startswith("Members") else f"Members’ Code of Conduct {title}"
        edition = enter_edition(title=named, in_force_from=begins, by=officer)
        for number, words, category in PARAGRAPHS:
            add_paragraph(edition=edition, number=number, words=words, category=category, by=officer)


def _received(who: str, words: str, against: User, days_ago: int, asks_protection: str = "") -> Case:
    alleged = WhatIsAlleged(words, timezone.localdate() - timedelta(days=days_ago + 7), [against.pk])
    name = who.split("@", maxsplit=1)[0].replace(".", " ").title()
    return receive(
        who=WhoComplains(name=name, email=who, asks_protection=asks_protection),
        words=f"{words} I ask the council to look into it.",
        alleged=[alleged],
        source=Case.Source.FORM,
        at=timezone.now() - timedelta(days=days_ago),
    ).case


def _just_received(people: Mapping[str, User]) -> None:
    _received("ivy.marsh@resident.example", "A post made fun of how I spoke at a meeting.", people["member2"], 0)


def _overdue(people: Mapping[str, User]) -> None:
    mo = people["mo"]
    case = _received(
        "sam.orme@resident.example",
        "A comment told my address to a group.",
        people["member3"],
        20,
        asks_protection="I live next door to the member.",
    )
    declare(case=case, has_conflict=False, words="", by=mo)
    _let_in(case, people["support"], Capacity.SUPPORT, mo)
    write_paper(case=case, kind=Artefact.PRIVATE_NOTE, words="Ask the solicitor about the address.", by=mo)


def _investigated(people: Mapping[str, User]) -> None:
    """Everybody has a part in this one, and it has come as far as the investigation."""
    mo = people["mo"]
    case = _received("rosa.hale@resident.example", "A post called my shop a front.", people["member3"], 2)
    declare(case=case, has_conflict=False, words="", by=mo)
    for name, capacity in (
        ("support", Capacity.SUPPORT),
        ("investigator", Capacity.INVESTIGATOR),
        ("independent", Capacity.COUNCILS_IP),
        ("panel", Capacity.PANEL),
        ("clerk", Capacity.CLERK),
    ):
        _let_in(case, people[name], capacity, mo)
    with acting_as(mo.pk):
        subject = Subject.objects.get(case=case)
        alleged = Alleged.objects.select_related("case", "allegation").get(case=case)
        code = CodeEdition.objects.in_force_on(alleged.allegation.conduct_from)
        respect = list(CodeParagraph.objects.filter(edition__in=code, category=CodeParagraph.Category.RESPECT))
    _let_in(case, people["independent2"], Capacity.MEMBERS_IP, mo, serves=subject)
    cite(alleged=alleged, paragraphs=respect, by=mo)
    _step(case, Verb.ACKNOWLEDGE, mo)
    _step(case, Verb.REVIEW_JURISDICTION, mo)
    _look_at_jurisdiction(case, mo)
    assessing.notify_subject(subject=subject, words="A post called a shop a front.", by=mo)
    _step(case, Verb.BEGIN_ASSESSMENT, mo)
    _papers(case, people)
    assessing.weigh(case=case, factors={Factor.Kind.SERIOUSNESS: "It names a business.", Factor.Kind.TIME: ""}, by=mo)
    with acting_as(mo.pk):
        named = Grant.objects.get(case=case, capacity=Capacity.INVESTIGATOR)
    ends = timezone.localdate() + timedelta(days=80)
    deciding.plan_investigation(case=case, investigator=named, scope="The post, and who saw it.", target_on=ends, by=mo)
    _step(case, Verb.INVESTIGATE, mo)
    look = looking.Seen(
        account="@the.member.example",
        address="https://social.example/the.member.example/posts/7",
        purpose="Whether the post is still there.",
        seen="It is, with 40 replies.",
    )
    looking.log_look(case=case, look=look, by=people["investigator"])


def _look_at_jurisdiction(case: Case, by: User, **answers: str) -> None:
    given = {question: (answers.get(question, Answer.YES), "") for question in ChecklistAnswer.Question.values}
    assessing.answer_checklist(case=case, answers=given, by=by)
    in_office = CapacityRecord.Conclusion.PRIVATE if answers else CapacityRecord.Conclusion.IMPRESSION
    looked = assessing.Looked(account="@the.member.example", bio_tells_role=Answer.YES)
    assessing.record_capacity(
        case=case, looked=looked, conclusion=in_office, reasons="By what the profile says.", by=by
    )


def _step(case: Case, verb: Verb, by: User, **said: Any) -> None:
    with acting_as(by.pk):
        version = Case.objects.get(pk=case.pk).version
    move(case=case, verb=verb, by=by, version=version, **said)


def _out_of_scope(people: Mapping[str, User]) -> None:
    """Closed: the post was private, from an account that does not name the office."""
    mo = people["mo"]
    case = _received("gil.tarn@resident.example", "A holiday picture with a rude sign.", people["member2"], 9)
    declare(case=case, has_conflict=False, words="", by=mo)
    _step(case, Verb.ACKNOWLEDGE, mo)
    _step(case, Verb.REVIEW_JURISDICTION, mo)
    _look_at_jurisdiction(case, mo, in_capacity=Answer.NO)
    _step(case, Verb.FIND_OUT_OF_SCOPE, mo, reason="It was a private post of a private account.")


def _papers(case: Case, people: Mapping[str, User]) -> None:
    mo, investigator = people["mo"], people["investigator"]
    write_paper(
        case=case, kind=Artefact.WORKING_NOTE, words="Ask both about the opening hours.", by=investigator
    )  # fmt: skip
    with acting_as(investigator.pk):
        evidence = write_paper(
            case=case,
            kind=Artefact.EVIDENCE,
            title="Screenshot of the post",
            words="As the complainant sent it.",
            by=investigator,
            uploads=[_screenshot("That shop is a front!")],
        )
        make_safe_copy(Item(payload={"file": str(evidence.files.select_related("stored").get().stored_id)}))
    write_paper(
        case=case,
        kind=Artefact.VIEW,
        words="It is better settled between the two of them.",
        dated_on=timezone.localdate(),
        by=people["independent"],
    )
    notice = write_paper(
        case=case, kind=Artefact.NOTICE, title="Notice, first wording", words="Nothing is decided yet.", by=mo
    )  # fmt: skip
    show_notice(paper=notice, to=people["comms.lead"], reason="For the line to the press.", by=mo)


def _handed_on(people: Mapping[str, User]) -> None:
    """The Monitoring Officer has a conflict and sees nothing of it: the deputy holds it, and it waits."""
    case = _received("noor.bell@resident.example", "A joke about my allotment at a fair.", people["member2"], 1)
    declare(case=case, has_conflict=True, words="My sister’s shop.", by=people["mo"], hand_to=people["deputy.mo"])
    deputy, again_on = people["deputy.mo"], timezone.localdate() + timedelta(days=20)
    declare(case=case, has_conflict=False, words="", by=deputy)
    _step(case, Verb.HOLD, deputy, reason="He is in hospital.", ground=Hold.Ground.HEALTH, review_on=again_on)


def _let_in(case: Case, person: User, capacity: Capacity, by: User, serves: Subject | None = None) -> None:
    give_grant(case=case, person=person, capacity=capacity, reason="Works on the case.", by=by, serves=serves)
    declare(case=case, has_conflict=False, words="", by=person)


def _screenshot(words: str) -> SimpleUploadedFile:
    picture = Image.new("RGB", (320, 90), "white")
    ImageDraw.Draw(picture).text((10, 35), words, fill="black")
    file = BytesIO()
    picture.save(file, "PNG")
    return SimpleUploadedFile("post.png", file.getvalue(), content_type="image/png")
