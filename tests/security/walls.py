"""The declared rule of every address of the portal. An address without one fails the build.

Two kinds: pages that belong to roles, and addresses about a thing, whose door is the thing's `visible_to`. What may
not be seen is 404 with the bytes of what does not exist; what is seen but not permitted is 403.
"""

import uuid
from dataclasses import dataclass, field

ABSENT = uuid.UUID("00000000-0000-4000-8000-000000000000")

PEOPLE = {
    name: f"{name.replace('_', '.', 1) if name in {'comms_lead', 'deputy_mo'} else name}@council.example"
    for name in (
        "member", "member2", "member3", "delegate", "comms", "comms_lead", "mo", "deputy_mo", "independent",
        "independent2", "investigator", "support", "clerk", "panel", "safety", "governance", "admin", "auditor",
    )
}  # fmt: skip
"""The demo people; together they hold every role."""
EVERYBODY = frozenset(PEOPLE)
PUBLIC = EVERYBODY | {"nobody"}
MEMBERS = frozenset({"member", "member2", "member3", "panel"})
ASKERS = MEMBERS | {"delegate"}
COMMS = frozenset({"comms", "comms_lead"})
OFFICE = frozenset({"mo", "deputy_mo"})
EDITORS = OFFICE | {"comms_lead"}
WRITERS = COMMS | OFFICE
REVIEWERS = COMMS | OFFICE | {"safety", "governance"}
SHARED_WITH = COMMS | OFFICE | {"safety"}
COUNTERS = OFFICE | {"safety"}
ADMIN = frozenset({"admin"})
GOVERNANCE = frozenset({"governance"})
RECORDS = OFFICE | GOVERNANCE
SEES_PEOPLE = ADMIN | OFFICE | {"auditor"}
TWO_PEOPLE = ADMIN | OFFICE


@dataclass(frozen=True)
class Rule:
    """Who gets an answer to GET and to POST. None: the method is not answered at all (405)."""

    get: frozenset[str] | None
    post: frozenset[str] | None = None
    about: str = ""
    """The kind of thing in the address; `get` and `post` then narrow those who see the thing."""
    extra: dict[str, object] = field(default_factory=dict)


def page(get: frozenset[str] | None, post: frozenset[str] | None = None) -> Rule:
    return Rule(get, post)


def thing(about: str, *, get: bool = True, post: bool = False, extra: dict[str, object] | None = None) -> Rule:
    """About a thing: whoever sees it may GET; whether they may POST depends on its state."""
    return Rule(EVERYBODY if get else None, EVERYBODY if post else None, about, extra or {})


SIGN_IN = (
    "account_login", "account_logout", "account_inactive", "account_signup", "account_reauthenticate",
    "account_email", "account_email_verification_sent", "account_change_password", "account_set_password",
    "account_reset_password", "account_confirm_login_code", "account_confirm_email",
    "account_reset_password_from_key_done", "account_reset_password_from_key", "account_reset_password_done",
    "mfa_index", "mfa_authenticate", "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp",
    "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes", "usersessions_list",
)  # fmt: skip
SIGN_IN_WORDS: dict[str, dict[str, object]] = {
    "account_confirm_email": {"key": "forged"},
    "account_reset_password_from_key": {"uidb36": "0", "key": "forged"},
}

RULES: dict[str, Rule] = {
    # home
    "home:home": page(EVERYBODY),
    "home:accessibility": page(PUBLIC),
    "home:privacy": page(PUBLIC),
    "home:cookies": page(PUBLIC),
    "home:alive": page(PUBLIC),
    "home:ready": page(PUBLIC),
    "home:operations": page(ADMIN),
    "home:revive": Rule(None, ADMIN, extra={"number": 999_999}),
    "home:demo_mail": page(PUBLIC),
    "home:touched_answers": page(COMMS | OFFICE),
    "home:touched": thing("touched_edition"),
    # guidance
    "guidance:contents": page(PUBLIC),
    "guidance:search": page(PUBLIC),
    "guidance:check": page(PUBLIC, PUBLIC),
    "guidance:checkup": page(PUBLIC, PUBLIC),
    "guidance:sleeping": page(MEMBERS),
    "guidance:sleep_on": page(MEMBERS, MEMBERS),
    "guidance:slept_on": thing("slept_on"),
    "guidance:throw_away": thing("slept_on", get=False, post=True),
    "guidance:searches": page(EDITORS),
    "guidance:synonyms": page(EDITORS),
    "guidance:add_synonyms": page(EDITORS, EDITORS),
    "guidance:end_synonyms": Rule(None, EDITORS, extra={"group_id": ABSENT}),
    "guidance:point": Rule(PUBLIC, about="point"),
    "guidance:wording": Rule(PUBLIC, about="wording"),
    "guidance:section": Rule(PUBLIC, about="section"),
    # the guidance: who confirmed it, who reviews it
    "guidance:confirm": page(MEMBERS, MEMBERS),
    "guidance:confirmations": page(COMMS | OFFICE),
    "guidance:statement": page(OFFICE, OFFICE),
    "guidance:who_confirmed": thing("confirmed_edition"),
    "guidance:who_confirmed_csv": thing("confirmed_edition"),
    "guidance:reviews": page(REVIEWERS),
    "guidance:review_plan": thing("reviewed", post=True),
    "guidance:review_no_change": thing("reviewed", post=True),
    # the guidance: what readers say of it, who follows it, the words that it explains
    "guidance:tell": thing("wording", post=True),
    "guidance:feedback": page(COMMS | OFFICE),
    "guidance:my_feedback": page(EVERYBODY),
    "guidance:feedback_item": thing("feedback"),
    "guidance:feedback_reply": thing("feedback", get=False, post=True),
    "guidance:feedback_close": thing("feedback", get=False, post=True),
    "guidance:following": page(EVERYBODY, EVERYBODY),
    "guidance:stop_following": Rule(PUBLIC, PUBLIC, about="stop_link"),
    "guidance:words": page(PUBLIC),
    "guidance:draft_words": thing("draft_edition", post=True),
    "guidance:end_draft_word": thing("draft_word", get=False, post=True),
    "guidance:as_at": page(PUBLIC),
    "guidance:history": Rule(PUBLIC, about="document"),
    "guidance:choose_comparison": Rule(PUBLIC, about="document"),
    "guidance:compare": Rule(PUBLIC, about="comparison"),
    "guidance:readability": thing("edition_to_edit"),
    "guidance:edition": Rule(PUBLIC, about="edition"),
    "guidance:edition_pdf": Rule(PUBLIC, about="edition"),
    "guidance:edition_section": Rule(PUBLIC, about="edition_section"),
    # the guidance: writing on drafts, and their way to publication
    "guidance:drafts": page(WRITERS),
    "guidance:begin_draft": page(WRITERS, WRITERS),
    "guidance:import_draft": page(WRITERS, WRITERS),
    "guidance:draft": thing("guidance_draft"),
    "guidance:draft_compared": thing("guidance_draft"),
    "guidance:draft_submit": thing("guidance_draft", get=False, post=True),
    "guidance:draft_approve": thing("guidance_draft", get=False, post=True),
    "guidance:draft_send_back": thing("guidance_draft", get=False, post=True),
    "guidance:draft_publish": thing("guidance_draft", get=False, post=True),
    "guidance:draft_discard": thing("guidance_draft", post=True),
    "guidance:draft_particulars": thing("guidance_draft", post=True),
    "guidance:draft_number_afresh": thing("guidance_draft", post=True),
    "guidance:draft_note": thing("guidance_draft", post=True),
    "guidance:draft_section_add": thing("guidance_draft", post=True),
    "guidance:draft_section": thing("draft_section", post=True),
    "guidance:draft_section_take_out": thing("draft_section", post=True),
    "guidance:draft_point_add": thing("draft_section", post=True),
    "guidance:draft_point": thing("draft_point", post=True),
    "guidance:draft_point_move": thing("draft_point", post=True),
    "guidance:draft_point_split": thing("draft_point", post=True),
    "guidance:draft_point_join": thing("draft_point", post=True),
    "guidance:draft_point_identify": thing("draft_point", post=True),
    "guidance:draft_point_pin": thing("draft_point", post=True),
    "guidance:draft_point_note": thing("draft_point", post=True),
    "guidance:draft_point_take_out": thing("draft_point", post=True),
    "guidance:withdraw": thing("edition", post=True),
    # advice: the member
    "advice:home": page(EVERYBODY),
    "advice:start": page(ASKERS, ASKERS),
    "advice:carry": page(None, PUBLIC),
    "advice:step": thing("draft", post=True, extra={"step": "question"}),
    "advice:change": thing("draft", post=True, extra={"step": "question"}),
    "advice:check": thing("draft"),
    "advice:submit": thing("draft", get=False, post=True),
    "advice:sent": thing("asked"),
    "advice:request": thing("asked"),
    "advice:reply": thing("asked", post=True),
    "advice:close": thing("asked", get=False, post=True),
    "advice:withdraw": thing("asked", post=True),
    "advice:picture": thing("request_picture"),
    "advice:remove_picture": thing("own_picture", get=False, post=True),
    "advice:keep": thing("draft", get=False, post=True, extra={"step": "question"}),
    "advice:keep_wanted": thing("asked", get=False, post=True),
    "advice:follow_up": thing("asked", post=True),
    "advice:reopen": thing("asked", post=True),
    "advice:ask_anew": thing("asked", get=False, post=True),
    "advice:helped": thing("asked", get=False, post=True),
    "advice:copy": thing("asked"),
    "advice:download": thing("asked"),
    # advice: the queues
    "advice:desk": page(COMMS),
    "advice:desk_view": Rule(COMMS, extra={"view": "open"}),
    "advice:assign": Rule(None, COMMS, extra={"view": "open"}),
    "advice:office": page(OFFICE),
    "advice:office_view": Rule(OFFICE, extra={"view": "open"}),
    "advice:private_route": page(OFFICE, OFFICE),
    "advice:log_call": page(COMMS, COMMS),
    "advice:texts": page(COMMS),
    "advice:text_new": page(frozenset({"comms_lead"}), frozenset({"comms_lead"})),
    "advice:text_change": thing("standard_text", post=True),
    "advice:text_end": thing("standard_text", post=True),
    "advice:absences": page(COMMS | OFFICE, COMMS | OFFICE),
    "advice:absence_end": thing("absence", post=True),
    "advice:keys": page(None, COMMS | OFFICE),
    # advice: pre-election periods
    "advice:elections": page(EDITORS),
    "advice:enter_election": page(EDITORS, EDITORS),
    "advice:change_election": thing("election", post=True),
    "advice:end_election": thing("election", post=True),
    # the desk in numbers
    "advice:reports": page(EDITORS),
    "advice:report_refresh": page(None, EDITORS),
    "advice:report_check": page(None, OFFICE),
    "advice:report_table": Rule(EDITORS, extra={"name": "topics"}),
    # advice: one request, for those who advise
    "advice:desk_request": thing("handled"),
    "advice:next": thing("handled"),
    "advice:claim": thing("handled", get=False, post=True),
    "advice:ask_member": thing("handled", post=True),
    "advice:note": thing("handled", get=False, post=True),
    "advice:answer": thing("handled", post=True),
    "advice:keep_answer": thing("handled", get=False, post=True),
    "advice:undo": thing("handled", get=False, post=True),
    "advice:second_look": thing("second_look", post=True),
    "advice:points": thing("handled", post=True),
    "advice:escalate": thing("handled", post=True),
    "advice:accept": thing("handled", get=False, post=True),
    "advice:return_to_desk": thing("handled", post=True),
    "advice:still_holds": thing("handled", get=False, post=True),
    "advice:decline": thing("handled", post=True),
    "advice:hand_over": thing("handled", post=True),
    "advice:redirect": thing("handled", post=True),
    "advice:mark_duplicate": thing("handled", post=True),
    "advice:desk_reopen": thing("handled", post=True),
    "advice:share_with_mo": thing("handled", post=True),
    "advice:reuse": thing("handled", post=True),
    # the records office
    "records_office:index": page(RECORDS),
    "records_office:person": page(None, RECORDS),
    "records_office:card": thing("kept_record"),
    "records_office:holds": page(RECORDS),
    "records_office:place_hold": thing("kept_record", post=True),
    "records_office:lift_hold": thing("kept_hold", post=True),
    "records_office:due": page(RECORDS | {"comms_lead"}),
    "records_office:approve": thing("kept_disposal", get=False, post=True),
    "records_office:keep": thing("kept_disposal", post=True),
    "records_office:disposals": page(RECORDS),
    "records_office:certificate": thing("kept_tombstone"),
    "records_office:retention": page(RECORDS),
    "records_office:change_retention": Rule(GOVERNANCE, GOVERNANCE, extra={"rule": "advice-request"}),
    "records_office:disclosures": page(RECORDS),
    "records_office:disclose": thing("kept_record", post=True),
    "records_office:disclosure": thing("kept_disclosure"),
    "records_office:redact": thing("kept_disclosure", post=True),
    "records_office:put_back": thing("kept_redaction", get=False, post=True),
    "records_office:make": thing("kept_disclosure", get=False, post=True),
    "records_office:file": thing("kept_file"),
    "records_office:hand_out": thing("kept_disclosure", post=True),
    "records_office:give_up": thing("kept_disclosure", get=False, post=True),
    # records
    "abuse_log:threatened": page(PUBLIC),
    "abuse_log:list": page(ASKERS),
    "abuse_log:new": page(ASKERS, ASKERS),
    "abuse_log:wishes": page(MEMBERS, MEMBERS),
    "abuse_log:ring_me": page(ASKERS, ASKERS),
    "abuse_log:rings": page(frozenset({"safety"})),
    "abuse_log:rung": Rule(None, frozenset({"safety"}), extra={"ring": ABSENT}),
    "abuse_log:detail": thing("record"),
    "abuse_log:edit": thing("record", post=True, extra={"section": "where"}),
    "abuse_log:words": thing("record"),
    "abuse_log:words_add": thing("record", post=True),
    # evidence of a record
    "abuse_log:evidence": thing("record"),
    "abuse_log:evidence_add": thing("record", post=True),
    "abuse_log:evidence_take": thing("record", get=False, post=True),
    "abuse_log:exhibit": thing("record_exhibit"),
    "abuse_log:exhibit_show": thing("record_exhibit"),
    "abuse_log:exhibit_file": thing("record_exhibit"),
    "abuse_log:exhibit_original": thing("record_exhibit"),
    "abuse_log:exhibit_describe": thing("record_exhibit", post=True),
    "abuse_log:exhibit_cover": thing("record_exhibit", post=True),
    "abuse_log:redaction": thing("record_copy"),
    "abuse_log:redaction_file": thing("record_copy"),
    "abuse_log:custody": thing("record"),
    "abuse_log:packs": Rule(MEMBERS, MEMBERS, "record"),
    "abuse_log:pack": Rule(MEMBERS, None, "record_pack"),
    "abuse_log:pack_again": Rule(None, MEMBERS, "record_pack"),
    "abuse_log:pack_bundle": Rule(None, MEMBERS, "record_pack"),
    "abuse_log:pack_given": Rule(None, MEMBERS, "record_pack"),
    "abuse_log:accounts": thing("record", post=True),
    "abuse_log:accounts_paste": thing("record", post=True),
    "abuse_log:account": thing("record_account", post=True),
    "abuse_log:together": thing("record", post=True),
    "abuse_log:unlink": thing("record_link", get=False, post=True),
    "abuse_log:account_remove": thing("record_account", get=False, post=True),
    "abuse_log:limits": thing("record"),
    "abuse_log:risk": thing("record", post=True),
    "abuse_log:decision": thing("record", post=True),
    "abuse_log:report_new": thing("record", post=True),
    "abuse_log:report": thing("record_report", post=True),
    "abuse_log:script": thing("record"),
    "abuse_log:police_new": thing("record", post=True),
    "abuse_log:police": thing("record_police", post=True),
    "abuse_log:support": thing("record", post=True),
    "abuse_log:own_page": thing("record", post=True),
    "abuse_log:stand": thing("record", post=True),
    # records: sharing, patterns, numbers
    "abuse_log:stop": page(PUBLIC),
    "abuse_log:share": thing("record", post=True),
    "abuse_log:share_withdraw": thing("own_share", get=False, post=True),
    "abuse_log:who_looked": thing("record"),
    "abuse_log:hand_over": thing("record", post=True),
    "abuse_log:pattern": thing("record"),
    "abuse_log:adding": Rule(MEMBERS, MEMBERS, "record"),
    "abuse_log:adding_end": Rule(None, MEMBERS, "own_consent"),
    "abuse_log:end": Rule(MEMBERS, MEMBERS, "record"),
    "abuse_log:erase": Rule(MEMBERS, MEMBERS, "record"),
    "abuse_log:mine": page(MEMBERS, MEMBERS),
    "abuse_log:mine_file": Rule(None, EVERYBODY, "takeaway"),
    "abuse_log:erased_certificate": thing("erased"),
    "abuse_log:shared": page(SHARED_WITH),
    "abuse_log:exposure": page(SHARED_WITH),
    "abuse_log:spare_me": page(None, SHARED_WITH),
    "abuse_log:shared_record": thing("share", post=True),
    "abuse_log:shared_accounts": thing("share"),
    "abuse_log:interest": page(MEMBERS, MEMBERS),
    "abuse_log:interests": page(OFFICE),
    "abuse_log:interest_answer": Rule(OFFICE, OFFICE, extra={"asked": ABSENT}),
    "abuse_log:numbers": page(COUNTERS),
    "abuse_log:numbers_table": Rule(COUNTERS, extra={"name": "risk"}),
    "abuse_log:briefing": Rule(COUNTERS, extra={"month": "2026-01"}),
    "abuse_log:reminder": thing("record_reminder"),
    "abuse_log:reminder_snooze": thing("record_reminder", get=False, post=True),
    "abuse_log:reminder_decline": thing("record_reminder", get=False, post=True),
    # people
    "people:list": page(SEES_PEOPLE),
    "people:who_may": page(EVERYBODY),
    "people:invite": page(ADMIN, ADMIN),
    "people:invitations": page(SEES_PEOPLE),
    "people:cancel_invitation": thing("invitation", post=True),
    "people:join": Rule(PUBLIC, PUBLIC, about="invitation_token"),
    "people:sensitive_requests": page(TWO_PEOPLE | {"auditor"}),
    "people:sensitive_request": thing("sensitive_request"),
    "people:confirm_sensitive": thing("sensitive_request", get=False, post=True),
    "people:refuse_sensitive": thing("sensitive_request", get=False, post=True),
    "people:wards": page(SEES_PEOPLE),
    "people:add_ward": page(ADMIN, ADMIN),
    "people:end_ward": thing("ward", post=True),
    "people:end_term": thing("term", post=True),
    "people:delegates": page(MEMBERS),
    "people:appoint_delegate": page(MEMBERS, MEMBERS),
    "people:end_delegation": thing("delegation", post=True),
    "people:helping": page(frozenset({"delegate"})),
    "people:person": thing("person"),
    "people:grant_role": thing("person", post=True),
    "people:end_role": thing("role_grant", post=True),
    "people:ask_sensitive": thing("person", post=True),
    "people:start_term": thing("person", post=True),
    "people:close_account": thing("person", post=True),
    "people:reopen_account": thing("person", get=False, post=True),
    "people:reset_second_factor": thing("person", post=True),
    "people:political_assistant": thing("person", get=False, post=True),
    # signing in: allauth's own addresses; each shows only the asker's own account, or nothing
    **{name: Rule(PUBLIC, PUBLIC, about="sign-in", extra=SIGN_IN_WORDS.get(name, {})) for name in SIGN_IN},
}
