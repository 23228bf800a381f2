"""Two cases from the complaint to the end, each by the people who do it: one to a published notice, one to nothing.

The clock of the database cannot be moved: that the hour of a hearing has come is the one thing that the test says to
the database itself.
"""

import re
import time

import pytest

from tests.journeys import case_pages as case
from tests.journeys.case_pages import ahead, fill, fill_day, tick
from tests.journeys.conftest import FULL, People, Person, Site

MEMBER, OTHER = "Tobias Fenn", "Ruth Calloway"
REMARK = "At the end of a meeting the member said that my ward report was written by a parrot."
POST = "A post said that my stall at the market sells stolen bicycles."
REPLY = "Under it the member called me a rat with a barrow."
WHY_WITHHELD = "The member lives in my street."
COMMENT = "I meant another stall, and I took it down the same evening."
VIEW = "It was rude, and it is worth a short investigation."
LAST_VIEW = "I agree with the report: paragraph 1.1 was not kept to."
DRAFT = "Draft: the post stood for five hours and named the stall."
REPORT = "Final: the post named the stall; paragraph 1.1 was not kept to."
NOTICE = "The member said something of a trader that was not so."
REASONS = "It was one remark, and the member took it back the same day."
PUBLIC = "A member said of a trader what was not so, and has to be trained."


def test_from_complaint_to_published_notice(people: People, site: Site) -> None:
    people.kinds = set()
    visitor = people.person(scripts=True)
    reference, code = complain(visitor)
    come_back(visitor, code)
    subject = people.person(scripts=True, email="member2@council.example")
    people.is_watched = FULL  # in `make test` axe looks at what the public and the member see, and below at the office
    officer = people.person(scripts=True, email="mo@council.example")
    take_in(officer, reference)
    comment(subject, reference)
    assess(people, officer, reference)
    investigate(people, visitor, subject, reference)
    arrange_hearing(people, officer, reference)
    case.hearing_begins(site)
    hold_hearing(people, reference)
    give_notice(officer, reference)
    read_notice(subject)
    close(officer)
    publish(officer, visitor, reference)
    assert people.violations == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with-javascript", "without-javascript"])
def test_member_complains_on_a_phone_and_nothing_follows(people: People, *, scripts: bool) -> None:
    people.kinds = set()
    member = people.person(scripts=scripts, email="member2@council.example", is_on_phone=True)
    reference = complain_of_a_colleague(member)
    officer = people.person(scripts=scripts, email="mo@council.example", is_on_phone=True)
    case.open_case(officer, reference)
    end_at_assessment(people, officer, scripts=scripts)
    other = people.person(scripts=scripts, email="member3@council.example", is_on_phone=True)
    for party in (member, other):
        read_why(party, reference)
    assert people.violations == []


def complain_of_a_colleague(member: Person) -> str:
    """With an account: no code, and only what must be answered."""
    member.open("/complain/")
    assert member.sees("You are signed in as Tobias Fenn")
    go_on(member, "Begin")
    fill_day(member.page, ahead(-3), "The day, or the first day")
    go_on(member)
    member.page.get_by_label(re.compile(OTHER)).check()
    go_on(member)
    fill(member, **{"What happened?": REMARK})
    go_on(member)
    go_on(member)
    go_on(member)
    tick(member, "Yes")
    go_on(member)
    go_on(member)
    tick(member, "Yes")
    fill(member, Full_name=MEMBER)
    go_on(member)
    fill(member, **{"E-mail": "member2@council.example"})
    go_on(member)
    go_on(member)
    tick(member, "No: the member may know my name")
    go_on(member)
    go_on(member, "Send")
    reference = case.found(member, case.REFERENCE)
    member.click("link", "See your complaint")
    assert member.sees("We have your complaint")
    return reference


def end_at_assessment(people: People, officer: Person, *, scripts: bool) -> None:
    """Looked at, told, weighed with the Independent Person's view, and ended; both are sent the reasons."""
    case.let_in(officer, "The council’s Independent Person", "Dr Olu Sanderby")
    reference = case.found(officer, case.REFERENCE)
    case.step(officer, "Acknowledge the complaint")
    look_at_jurisdiction(officer)
    notify(officer, OTHER, REMARK)
    case.step(officer, "Begin the assessment")
    give_view(case.declared(people, "independent", reference, scripts=scripts), VIEW)
    weigh(officer)
    case.step(officer, "Take no further action", **{"The reasons, as both sides will be told": REASONS})
    case.send_letters(
        officer, "Assessment: no further action", REASONS, f"{MEMBER}: Complainant", f"{OTHER}: Subject member"
    )
    assert officer.sees("No further action")
    assert not officer.sees("Send a decision with reasons")


def read_why(party: Person, reference: str) -> None:
    party.open("/records/matters/")
    party.click("link", "Closed matters", exact=False)
    party.click("link", reference)
    assert party.sees("It is closed")
    case.unfold(party, "Our decision: no further action")
    assert party.sees(REASONS)


def go_on(person: Person, button: str = "Continue") -> None:
    person.click("button", button)


def complain(visitor: Person) -> tuple[str, str]:
    """Without an account: a question a page, two allegations, a file, and the wish to stay unnamed."""
    visitor.open("/complain/")
    assert visitor.sees("Your name is normally given to the member")
    go_on(visitor, "Begin")
    fill_day(visitor.page, ahead(-3), "The day, or the first day")
    go_on(visitor)
    visitor.page.get_by_label(re.compile(MEMBER)).check()
    go_on(visitor)
    fill(visitor, **{"What happened?": POST})
    go_on(visitor)
    go_on(visitor, "Add something else that happened")
    fill(visitor, **{"What happened?": REPLY})
    go_on(visitor)
    go_on(visitor)
    visitor.page.get_by_label("Add files", exact=False).set_input_files(case.picture())
    go_on(visitor)
    tick(visitor, "No")
    go_on(visitor)
    fill(visitor, **{"What would put it right?": "A correction."})
    go_on(visitor)
    tick(visitor, "Yes")
    fill(visitor, Full_name="Rowan Tarn")
    go_on(visitor)
    fill(visitor, **{"E-mail": "rowan@resident.example"})
    go_on(visitor)
    go_on(visitor)
    tick(visitor, "Yes: I ask for it to be withheld")
    fill(visitor, **{"Why should it be withheld?": WHY_WITHHELD})
    go_on(visitor)
    assert visitor.sees(POST)
    assert visitor.sees(REPLY)
    go_on(visitor, "Send")
    reference, code = case.found(visitor, case.REFERENCE), case.found(visitor, case.CODE)
    go_on(visitor, "I have noted the code: finish")
    return reference, code


def come_back(visitor: Person, code: str) -> None:
    visitor.open("/complain/return/")
    fill(visitor, Your_code=code)
    go_on(visitor)
    assert visitor.sees("Your complaint")


def take_in(officer: Person, reference: str) -> None:
    """No conflict, acknowledged, looked at; the name decided before the member hears of it; then they are told."""
    case.open_case(officer, reference)
    case.step(officer, "Acknowledge the complaint")
    look_at_jurisdiction(officer)
    case.record(officer, "Decide about a name", Reasons="They are neighbours.")
    officer.page.get_by_label("Whose name?").select_option(label="Rowan Tarn")
    tick(officer, "Yes")
    go_on(officer, "Record")
    for number in (1, 2):
        officer.click("link", f"Cite the Code for allegation {number}", exact=False)
        officer.page.get_by_label(re.compile(r"^\s*1\.1")).check()
        go_on(officer, "Cite")
    notify(officer, MEMBER, POST)
    case.step(officer, "Begin the assessment")


def look_at_jurisdiction(officer: Person) -> None:
    case.step(officer, "Look at jurisdiction")
    case.record(officer, "Jurisdiction checklist")
    case.say_yes_to_all(officer)
    go_on(officer, "Record")
    case.record(officer, "In what capacity did they act?", Account="@a.member.example", Reasons="The profile names it.")
    case.say_yes_to_all(officer)
    tick(officer, "Gave the impression of acting as a councillor")
    go_on(officer, "Record")


def notify(officer: Person, member: str, words: str) -> None:
    case.record(officer, "Notify the member", What_they_get_to_read=words)
    officer.page.get_by_label("Which member?").select_option(label=member)
    go_on(officer, "Record")


def comment(subject: Person, reference: str) -> None:
    subject.open("/")
    subject.open("/records/matters/")
    subject.click("link", reference)
    assert subject.sees("You are not told who made it")
    assert not subject.sees("Rowan Tarn")
    subject.click("link", "Comment on what is alleged")
    fill(subject, **{"What do you want to say?": COMMENT})
    go_on(subject, "Send")
    assert subject.sees("Your comments were sent")


def assess(people: People, officer: Person, reference: str) -> None:
    """The council's Independent Person gives the view, the investigator is let in, and the investigation begins."""
    case.let_in(officer, "The council’s Independent Person", "Dr Olu Sanderby")
    case.let_in(officer, "Investigating officer", "Piers Holloway")
    independent = case.declared(people, "independent", reference)
    assert independent.sees(POST)
    give_view(independent, VIEW)
    case.declared(people, "investigator", reference)
    case.open_case(officer, reference)
    assert officer.sees("Comments of the subject member")
    weigh(officer)
    case.record(officer, "Plan the investigation", **{"What is investigated?": "The post, and who saw it."})
    officer.page.get_by_label("Investigating officer").select_option(index=1)
    fill_day(officer.page, ahead(60))
    go_on(officer, "Record")
    case.step(officer, "Begin an investigation")


def weigh(officer: Person) -> None:
    case.record(officer, "Assess a factor")
    officer.page.get_by_label("What did you assess?").select_option(label="Seriousness and proportion")
    go_on(officer, "Record")


def give_view(independent: Person, words: str) -> None:
    case.new_paper(independent, "View of the Independent Person")
    fill_day(independent.page, ahead(0))
    fill(independent, What_it_says=words)
    go_on(independent, "Save")


def investigate(people: People, visitor: Person, subject: Person, reference: str) -> None:
    """Notes, a draft to both sides, what both say of it, and the final report."""
    investigator = case.declared(people, "investigator", reference)
    case.write(investigator, "Working note of the investigating officer", "Ask when the post was taken down.")
    case.open_case(investigator, reference)
    case.write(investigator, "Draft report", DRAFT)
    investigator.click("button", "Send it")
    for choice in investigator.page.get_by_role("checkbox").all():
        choice.check()
    go_on(investigator, "Send")
    case.open_case(investigator, reference)
    case.step(investigator, "The draft report is out")
    for party in (visitor, subject):
        party.page.reload()
        case.unfold(party, "Draft report")
        assert party.sees(DRAFT)
        party.click("link", "Comment on the draft report")
        fill(party, **{"What do you want to say?": "That is how it was."})
        go_on(party, "Send")
    case.open_case(investigator, reference)
    case.write(investigator, "Final report", REPORT)
    case.open_case(investigator, reference)
    case.step(investigator, "Hand in the final report")


def arrange_hearing(people: People, officer: Person, reference: str) -> None:
    """The view that the law asks for after the report; panel and clerk without a conflict; a day with clear days."""
    independent = case.declared(people, "independent", reference)
    give_view(independent, LAST_VIEW)
    case.open_case(officer, reference)
    case.let_in(officer, "Panel member", "Asha Merrow", "Ruth Calloway", "Beatrix Lowell")
    case.let_in(officer, "Clerk to the panel", "Hugh Pennant")
    for email in ("member", "member3", "panel", "clerk"):
        case.declared(people, email, reference)
    case.open_case(officer, reference)
    case.record(officer, "Set the day of the hearing", **{"Where?": "Committee room 1"})
    fill_day(officer.page, ahead(40))
    fill(officer, Time="10am")
    tick(officer, "Yes, it is open")
    go_on(officer, "Record")
    assert officer.sees("Agenda and report are published by")
    case.step(officer, "Arrange the hearing")


def hold_hearing(people: People, reference: str) -> None:
    """A breach with training, and no breach. Suspension is not there to be chosen, and the page says why."""
    clerk = case.declared(people, "clerk", reference)
    clerk.click("link", "What the panel found, and what follows")
    clerk.click("link", "Record the finding", exact=False)
    tick(clerk, "A breach, with action")
    clerk.page.get_by_label(re.compile(r"^\s*1\.1")).check()
    fill(clerk, The_reasons_of_the_panel="The post was not true.")
    go_on(clerk, "Record the finding")
    clerk.click("link", "Record what follows", exact=False)
    offered = clerk.page.get_by_label("What follows?").inner_text()
    assert "uspension" not in offered
    assert clerk.sees("What cannot be chosen today")
    assert re.search(r"[Ss]uspension.*\.", case.text(clerk))
    clerk.page.get_by_label("What follows?").select_option(label=next(o for o in offered.split("\n") if "rain" in o))
    fill_day(clerk.page, ahead(30))
    go_on(clerk, "Record")
    clerk.click("link", "Record the finding", exact=False)
    tick(clerk, "No breach")
    fill(clerk, The_reasons_of_the_panel="It was rough, and no more.")
    go_on(clerk, "Record the finding")
    clerk.click("link", "Record the decision of the panel")
    fill(clerk, The_reasons_of_the_panel="As found.")
    go_on(clerk, "Record the decision of the panel")


def give_notice(officer: Person, reference: str) -> None:
    """The decision notice as PDF, sent to both sides; nobody else can read it."""
    case.open_case(officer, reference)
    officer.click("link", "Letters and notices")
    officer.click("link", f"Write the decision notice about {MEMBER}")
    fill(
        officer,
        The_facts=NOTICE,
        The_provisions_of_the_Code="1.1 respect",
        **{"The Independent Person’s view": "A breach.", "The decision and the reasons": "A breach."},
        What_follows="Training within a month.",
    )
    go_on(officer, "Save without sending")
    for _ in range(2):
        officer.page.get_by_role("radio").first.check()
        tick(officer, "In the portal")
        go_on(officer, "Send, and write it down")
    end = time.monotonic() + 40
    while officer.sees("The PDF is being made"):
        assert time.monotonic() < end, officer.site.logs()
        time.sleep(0.5)
        officer.page.reload()
    with officer.page.expect_download() as taking:
        officer.page.get_by_role("link", name="Save as PDF", exact=False).click()
    assert taking.value.path().read_bytes().startswith(b"%PDF")


def read_notice(subject: Person) -> None:
    subject.page.reload()
    case.unfold(subject, "Decision notice")
    assert subject.sees(NOTICE)
    assert not subject.sees("Rowan Tarn")


def close(officer: Person) -> None:
    """Both told by the notice, the training done, both told that it is over."""
    officer.click("link", "Letters")
    officer.click("link", "The case")
    case.step(officer, "Follow up what was decided")
    case.record(officer, "Settle what was decided")
    officer.page.get_by_label("Which of them?").select_option(index=1)
    tick(officer, "Complied with")
    go_on(officer, "Record")
    case.send_letters(officer, "Closing letter", REASONS, "Rowan Tarn: Complainant", f"{MEMBER}: Subject member")
    case.step(officer, "Close the case", **{"Why is it finished?": "The training was done."})
    assert officer.sees("Closed")


def publish(officer: Person, visitor: Person, reference: str) -> None:
    """A separate act, with words written anew: before it nobody outside reads anything."""
    visitor.open("/notices/")
    assert not visitor.sees("Decision on a remark about a trader")
    officer.open("/records/matters/")
    officer.click("link", "Closed matters", exact=False)
    officer.click("link", reference)
    officer.click("link", "Letters and notices")
    officer.click("link", "Decision notice")
    officer.click("link", "Publication of this notice")
    tick(officer, "The Code was breached")
    tick(officer, "Yes")
    fill(officer, Title_for_the_public="Decision on a remark about a trader", Words_for_the_public=PUBLIC)
    go_on(officer, "Save without publishing")
    visitor.open("/notices/")
    assert not visitor.sees("Decision on a remark about a trader")
    fill_day(officer.page, ahead(60))
    fill(officer, **{"Why is it published?": "A breach was found."})
    tick(officer, "I have read these words as everybody will read them")
    go_on(officer, "Publish it now, for everybody")
    visitor.open("/notices/")
    visitor.click("link", "Decision on a remark about a trader")
    assert visitor.sees(PUBLIC)
    assert visitor.sees(MEMBER)
    assert NOTICE not in case.text(visitor)
