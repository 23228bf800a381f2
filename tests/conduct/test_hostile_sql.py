"""What somebody tries by the app role's own SQL, under their own identity, and what the database says.

Each row is refused; nothing of it depends on the code of the portal. Faults that turn these red are named at each
test; those marked "tried" were.
"""

import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from reviews.conduct.visibility import Capacity
from tests.cluster import servers
from tests.conduct.wall_house import House, build, tried
from tests.conftest import of_its_own

NO_RIGHT, NO_SUCH_PAIR, CHECK = "42501", "23503", "23514"
GRANT = """INSERT INTO conduct_grant (id, case_id, person_id, capacity, reason, given_at, given_by_id, ends_at,
           revoked_because) VALUES (%(id)s, {case}, {person}, '{capacity}', '', now(), {by}, {ends}, '')"""
SENDING = """INSERT INTO conduct_sending (id, case_id, paper_id, to_id, to_person_id, way, reason, sent_by_id, sent_at)
             VALUES (%(id)s, %(case)s, {paper}, {to}, {person}, 'portal', '', {by}, now())"""
PAPER = """INSERT INTO conduct_paper (id, case_id, kind, grant_id, title, words, dated_on, written_at, replaces_id,
           typed_by_id, subject_id) VALUES (%(id)s, %(case)s, '{kind}', {grant}, '', '\\x00', now(), now(), {replaces},
           {typed_by}, {subject})"""
STEP = """INSERT INTO conduct_step (id, case_id, verb, state_before, state_after, reason, by_id, capacity, at)
          VALUES (%(id)s, %(case)s, 'decide', 'received', 'decided', '', {by}, '{capacity}', now())"""
DECLARATION = """INSERT INTO conduct_declaration (id, case_id, person_id, has_conflict, words, made_at)
                 VALUES (%(id)s, {case}, {person}, false, '', now())"""
FILE = """INSERT INTO conduct_paperfile (id, case_id, paper_id, stored_id, shows)
          VALUES (%(id)s, %(case)s, {paper}, gen_random_uuid(), '')"""


def grant(case: str, person: str, capacity: str, by: str = "%(me)s", ends: str = "NULL") -> str:
    return GRANT.format(case=case, person=person, capacity=capacity, by=by, ends=ends)


def sending(paper: str, to: str = "NULL", person: str = "NULL", by: str = "%(me)s") -> str:
    return SENDING.format(paper=paper, to=to, person=person, by=by)


def paper(
    kind: str, grant: str = "%(my_grant)s", replaces: str = "NULL", typed_by: str = "NULL", subject: str = "NULL"
) -> str:
    return PAPER.format(kind=kind, grant=grant, replaces=replaces, typed_by=typed_by, subject=subject)


TRIES = {
    # grants
    "support gives themself another part": ("support", grant("%(case)s", "%(me)s", "investigator"), NO_RIGHT),
    "investigator lets in a friend": ("investigator", grant("%(case)s", "%(other)s", "support"), NO_RIGHT),
    "a holder is added to a foreign case": ("support", grant("%(foreign)s", "%(me)s", "holder"), NO_RIGHT),
    "a stranger with the office takes a case that is held": ("deputy", grant("%(case)s", "%(me)s", "holder"), NO_RIGHT),
    "a stranger lets themself in": ("member", grant("%(case)s", "%(me)s", "support"), NO_RIGHT),
    "nobody lets somebody in": ("nobody", grant("%(case)s", "%(other)s", "support"), NO_RIGHT),
    "a member opens the case in an emergency": (
        "member", grant("%(case)s", "%(me)s", "break_glass", ends="now() + interval '1 hour'"), NO_RIGHT,
    ),
    "an emergency for a year": (
        "deputy", grant("%(case)s", "%(me)s", "break_glass", ends="now() + interval '1 year'"), NO_RIGHT,
    ),
    "an emergency for somebody else": (
        "holder", grant("%(case)s", "%(other)s", "break_glass", ends="now() + interval '1 hour'"), NO_RIGHT,
    ),
    "the Code is given other words": ("holder", "UPDATE conduct_codeparagraph SET words = 'x'", NO_RIGHT),
    "an edition of the Code goes": ("holder", "DELETE FROM conduct_codeedition", NO_RIGHT),
    "given in the name of another": ("holder", grant("%(case)s", "%(other)s", "support", by="%(support)s"), NO_RIGHT),
    "given by nobody": ("holder", grant("%(case)s", "%(other)s", "support", by="NULL"), NO_RIGHT),
    "a grant is moved to another person": (
        "holder", "UPDATE conduct_grant SET person_id = %(me)s WHERE id = %(their_grant)s", NO_RIGHT,
    ),
    "ended in the name of another": (
        "holder",
        "UPDATE conduct_grant SET revoked_at = now(), revoked_by_id = %(support)s WHERE id = %(their_grant)s",
        NO_RIGHT,
    ),
    "somebody else’s part is ended": (
        "support", "UPDATE conduct_grant SET revoked_at = now(), revoked_by_id = %(me)s WHERE id = %(their_grant)s",
        "0 rows",
    ),
    # papers, files, steps
    "a paper is changed": ("holder", "UPDATE conduct_paper SET words = '\\x01'", NO_RIGHT),
    "a paper is deleted": ("holder", "DELETE FROM conduct_paper", NO_RIGHT),
    "a step is deleted": ("holder", "DELETE FROM conduct_step", NO_RIGHT),
    "a step is changed": ("holder", "UPDATE conduct_step SET by_id = %(me)s", NO_RIGHT),
    "a declaration is taken back": ("support", "DELETE FROM conduct_declaration", NO_RIGHT),
    "the table of reading is emptied": ("holder", "TRUNCATE conduct_readingrule", NO_RIGHT),
    "a paper in somebody else’s name": ("holder", paper("evidence", grant="%(their_grant)s"), NO_RIGHT),
    "typed in by somebody else": ("holder", paper("evidence", typed_by="%(support)s"), NO_RIGHT),
    "a party replaces what another wrote": ("complainant", paper("evidence", replaces="%(their_paper)s"), CHECK),
    "a paper of another kind is replaced": ("holder", paper("notice", replaces="%(their_paper)s"), CHECK),
    "a file to a paper of somebody else": ("panel", FILE.format(paper="%(their_paper)s"), NO_RIGHT),
    "a step in the name of another": ("support", STEP.format(by="%(other)s", capacity="support"), NO_RIGHT),
    "a step by nobody": ("support", STEP.format(by="NULL", capacity="support"), NO_RIGHT),
    "a step as what one is not": ("complainant", STEP.format(by="%(me)s", capacity="holder"), NO_RIGHT),
    # declarations
    "a declaration for somebody else": (
        "holder", DECLARATION.format(case="%(case)s", person="%(support)s"), NO_RIGHT,
    ),
    "a declaration in a foreign case": ("support", DECLARATION.format(case="%(foreign)s", person="%(me)s"), NO_RIGHT),
    # sendings
    "the clerk sends themself what was not sent": ("clerk", sending("%(complaint)s", to="%(my_grant)s"), NO_RIGHT),
    "the clerk sends on what they cannot read": ("clerk", sending("%(complaint)s", to="%(their_grant)s"), NO_RIGHT),
    "support sends the holder’s private note": ("support", sending("%(private)s", to="%(their_grant)s"), NO_RIGHT),
    "evidence is shown outside the case": ("holder", sending("%(their_paper)s", person="%(other)s"), NO_RIGHT),
    "a notice is shown to oneself": ("holder", sending("%(notice)s", person="%(me)s"), NO_RIGHT),
    "sent in the name of another": (
        "holder", sending("%(their_paper)s", to="%(panel_grant)s", by="%(support)s"), NO_RIGHT,
    ),
    # two cases in one row: the holding officer of both could mix them up
    "a foreign paper to a grant of this case": (
        "holder", sending("%(foreign_paper)s", to="%(panel_grant)s"), NO_SUCH_PAIR,
    ),
    "a paper of this case to a foreign grant": (
        "holder", sending("%(their_paper)s", to="%(foreign_grant)s"), NO_SUCH_PAIR,
    ),
    "a paper about a foreign member": ("holder", paper("evidence", subject="%(foreign_subject)s"), NO_SUCH_PAIR),
    "an allegation against a foreign member": (
        "holder",
        "INSERT INTO conduct_alleged (id, case_id, allegation_id, subject_id) SELECT %(id)s, case_id, id,"
        " %(foreign_subject)s FROM conduct_allegation WHERE case_id = %(case)s",
        NO_SUCH_PAIR,
    ),
    "a grant serves a foreign member": (
        "holder",
        "INSERT INTO conduct_grant (id, case_id, person_id, capacity, serves_id, reason, given_at, given_by_id,"
        " revoked_because) VALUES (%(id)s, %(case)s, %(other)s, 'members_ip', %(foreign_subject)s, '', now(), %(me)s,"
        " '')",
        NO_SUCH_PAIR,
    ),
    "a member moves to the other case": (
        "holder", "UPDATE conduct_subject SET case_id = %(foreign)s WHERE case_id = %(case)s", NO_RIGHT,
    ),
    "a member becomes another member": (
        "holder", "UPDATE conduct_subject SET member_id = %(other)s WHERE case_id = %(case)s", NO_RIGHT,
    ),
    "the member’s part is given to the complainant": (
        "holder", "UPDATE conduct_subject SET grant_id = %(complainant_grant)s WHERE case_id = %(case)s", CHECK,
    ),
    # the case itself
    "a case takes another reference": (
        "holder", "UPDATE conduct_case SET reference = 'COC-0000000000' WHERE id = %(case)s", NO_RIGHT,
    ),
    "a complainant closes the case": (
        "complainant", "UPDATE conduct_case SET state = 'withdrawn', version = 9 WHERE id = %(case)s", NO_RIGHT,
    ),
    "a case begins without being received": (
        "holder",
        "INSERT INTO conduct_case (id, reference, state, state_since, version, source, received_at, held_in,"
        " is_with_police, is_with_other) VALUES (%(id)s, 'COC-1111111111', 'received', now(), 1, 'form', now(), '',"
        " false, false)",
        NO_RIGHT,
    ),
    "a stranger asks by trying who is a party": (
        "member", grant("%(case)s", "%(subject_member)s", "support"), NO_RIGHT,
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def house(template: str, django_db_blocker: DjangoDbBlocker) -> Iterator[House]:
    for database in of_its_own(template, django_db_blocker):
        yield build(database.name)


def values(house: House, who: str) -> dict[str, Any]:
    mine, foreign = house.mine, house.foreign
    person = house.strangers.get(who) or (mine.people[Capacity(who)] if who in Capacity.values else None)
    return {
        "id": uuid.uuid4(),
        "case": mine.case.pk,
        "foreign": foreign.case.pk,
        "me": person.pk if person else None,
        "other": house.strangers["comms_adviser"].pk,
        "support": mine.people[Capacity.SUPPORT].pk,
        "subject_member": mine.people[Capacity.SUBJECT].pk,
        "my_grant": mine.grants.get(Capacity(who)) if who in Capacity.values else None,
        "their_grant": mine.grants[Capacity.INVESTIGATOR],
        "panel_grant": mine.grants[Capacity.PANEL],
        "complainant_grant": mine.grants[Capacity.COMPLAINANT],
        "foreign_grant": foreign.grants[Capacity.PANEL],
        "their_paper": mine.papers["evidence", "subject"],
        "complaint": mine.papers["complaint", "unsent"],
        "private": mine.papers["private_note", "unsent"],
        "notice": mine.papers["notice", "unsent"],
        "foreign_paper": foreign.papers["evidence", "unsent"],
        "foreign_subject": foreign.subject,
    }


@pytest.mark.parametrize("what", TRIES)
def test_hostile_statement_is_refused(house: House, what: str) -> None:
    """Faults: any of the restrictive policies, composite keys or triggers of `0004_one_case` left out (each tried by
    `test_without_it_the_try_succeeds`).
    """
    who, sql, answer = TRIES[what]
    with house.as_(who):
        assert tried(sql, values(house, who)) == answer


def test_grant_that_was_ended_stays_ended(house: House) -> None:
    """Fault: the trigger `conduct_grant_ends_once` dropped."""
    said = values(house, "holder")
    both = (
        "UPDATE conduct_grant SET revoked_at = now(), revoked_by_id = %(me)s WHERE id = %(their_grant)s;"
        "UPDATE conduct_grant SET revoked_at = NULL, revoked_by_id = NULL WHERE id = %(their_grant)s"
    )
    with house.as_("holder"):
        assert tried(both.split(";", maxsplit=1)[0], said) == "1 rows"
        assert tried(both % {key: f"'{value}'" for key, value in said.items()}, {}) == NO_RIGHT


def test_what_is_right_is_done(house: House) -> None:
    """So the rows above fail for what they try, and not for a slip in the statement."""
    right = {
        "holder": grant("%(case)s", "%(other)s", "support"),
        "support": STEP.format(by="%(me)s", capacity="support"),
        "complainant": paper("evidence"),
        "subject": paper("response", replaces="NULL"),
        "investigator": sending("%(their_paper)s", to="%(panel_grant)s"),
        "deputy": grant("%(case)s", "%(me)s", "break_glass", ends="now() + interval '1 hour'"),
    }
    for who, sql in right.items():
        with house.as_(who):
            assert tried(sql, values(house, who)) == "1 rows", who


FUNCTIONS = """
SELECT p.proname FROM pg_proc p WHERE p.proname LIKE 'conduct\\_%%' AND p.prosecdef
AND p.prorettype <> 'trigger'::regtype AND p.pronargs = 1 AND p.proargtypes[0] = 'uuid'::regtype
AND has_function_privilege(p.oid, 'EXECUTE')
"""


@pytest.mark.parametrize("who", ["nobody", "member", "comms_adviser", "administrator", "other_party"])
def test_function_of_the_room_tells_no_more_of_an_id_than_of_none(house: House, who: str) -> None:
    """Every function that takes an id: of a case that is somebody else's, or of a person, it says what it says of an
    id that is nowhere. Fault: `conduct_is_stranger` without asking for the office (tried).
    """
    ids = [house.mine.case.pk, *(person.pk for person in house.mine.people.values()), *house.mine.grants.values()]
    with connection.cursor() as cursor:
        cursor.execute(FUNCTIONS)
        names = [row[0] for row in cursor.fetchall()]
    assert set(names) >= {"conduct_is_stranger", "conduct_is_unheld", "conduct_told_of", "conduct_passes_on"}
    told = []
    names.remove("conduct_has_part")  # asked for the navigation before there is an identity; a yes names no case
    with house.as_(who) if who != "other_party" else as_foreign(house):
        for name in names:
            told += [name for one in ids if answer(name, one) != answer(name, uuid.uuid4())]
    assert told == []


def as_foreign(house: House) -> AbstractContextManager[None]:
    """The member of the other case."""
    return replace(house, mine=house.foreign).as_("subject")


def answer(name: str, one: uuid.UUID) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM public.{name}(%s)", [one])
        return list(cursor.fetchall())


DROP = """
DO $drop$ DECLARE one record; BEGIN
    FOR one IN {found} LOOP EXECUTE format('{drop} %I ON public.%I', one.name, one.on_table); END LOOP;
END $drop$
"""
RESTRICTIVE = DROP.format(
    found="SELECT policyname AS name, tablename AS on_table FROM pg_policies WHERE permissive = 'RESTRICTIVE' "
    "AND tablename LIKE 'conduct%'",
    drop="DROP POLICY",
)
TRIGGERS = DROP.format(
    found="SELECT t.tgname AS name, c.relname AS on_table FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
    "JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal AND p.proname IN ('conduct_stays', "
    "'conduct_replaces', 'conduct_own_grant', 'conduct_party_moves')",
    drop="DROP TRIGGER",
)
ONE_CASE = """
DO $drop$ DECLARE one record; BEGIN
    FOR one IN SELECT conname, conrelid::regclass AS on_table FROM pg_constraint WHERE conname LIKE '%_in_one_case' LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', one.on_table, one.conname);
    END LOOP;
END $drop$
"""


def test_without_these_walls_the_tries_succeed(template: str, django_db_blocker: DjangoDbBlocker) -> None:
    """The deliberate faults, tried here each time: a part of `0004_one_case` is left out, and its rows turn red."""
    broken: list[set[str]] = []
    for database in of_its_own(template, django_db_blocker):
        house = build(database.name)
        for fault in (ONE_CASE, TRIGGERS, RESTRICTIVE):
            servers.psql(fault, database.name)
            open_now = {what for what, (who, sql, answer) in TRIES.items() if got(house, who, sql) != answer}
            broken.append(open_now - set().union(*broken))
    assert broken[0] == {what for what, (_, _, answer) in TRIES.items() if answer == NO_SUCH_PAIR}
    assert [len(found) for found in broken] == [5, 7, 17], broken  # the others stand by 0002_wall


def got(house: House, who: str, sql: str) -> str:
    with house.as_(who):
        return tried(sql, values(house, who))
