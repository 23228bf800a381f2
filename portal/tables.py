"""Which room does what, where the floors below must not know it: names of functions, read when they are needed.

The settings take them over (`settings.OUTBOX_KINDS`), so a room adds its line here and nothing in the foundation.
"""

OUTBOX_KINDS: dict[str, str] = {
    "conduct.for_you": "reviews.conduct.emails.for_you",
    "conduct.shown": "reviews.conduct.emails.shown",
    "conduct.limit": "reviews.conduct.emails.limit",
    "conduct.remind": "reviews.conduct.actions.reminding.remind",
    "conduct.needs_holder": "reviews.conduct.emails.needs_holder",
    "conduct.for_party": "reviews.conduct.emails.for_party",
    "conduct.forget_draft": "reviews.conduct.actions.drafts.forget_when_old",
    "conduct.make_letter": "reviews.conduct.making.make_letter",
    "conduct.make_notice": "reviews.conduct.making.make_notice",
    "conduct.unpublish": "reviews.conduct.actions.publishing.unpublish_due",
    "conduct.report": "reviews.conduct.reports.counting.make_report",
    "advice.submitted": "reviews.advice.emails.submitted",
    "advice.question_asked": "reviews.advice.emails.question_asked",
    "advice.escalated": "reviews.advice.emails.escalated",
    "advice.answered": "reviews.advice.emails.answered",
    "advice.declined": "reviews.advice.emails.declined",
    "advice.redirected": "reviews.advice.emails.redirected",
    "advice.duplicate": "reviews.advice.emails.duplicate",
    "advice.closed": "reviews.advice.emails.closed",
    "advice.again": "reviews.advice.emails.again",
    "advice.handed_over": "reviews.advice.emails.handed_over",
    "advice.chase": "reviews.advice.later.chase",
    "advice.chased": "reviews.advice.emails.chased",
    "advice.give_up": "reviews.advice.later.give_up",
    "advice.let_go": "reviews.advice.later.let_go",
    "advice.watch": "reviews.advice.later.watch",
    "advice.warned": "reviews.advice.emails.warned",
    "advice.still_wanted": "reviews.advice.emails.still_wanted",
    "advice.release": "reviews.advice.later.release_held",
    "advice.guidance_changed": "reviews.advice.emails.guidance_changed",
    "advice.not_sent": "reviews.advice.emails.not_sent",
    "advice.figures": "reviews.advice.reports.counting.count_again",
    "advice.second_look": "reviews.advice.emails.second_look",
    "advice.second_look_taken": "reviews.advice.emails.second_look_taken",
    "advice.new_request": "reviews.advice.emails.new_request",
    "advice.replied": "reviews.advice.emails.replied",
    "advice.returned": "reviews.advice.emails.returned",
    "advice.for_monitoring_officer": "reviews.advice.emails.for_monitoring_officer",
    "audit.anchor": "portal.foundation.records.emails.audit_head",
    "files.safe_copy": "portal.foundation.files.actions.make_safe_copy",
    "guidance.confirm": "guidance.emails.confirm",
    "guidance.edition_in_force": "guidance.emails.edition_in_force",
    "guidance.feedback_answered": "guidance.emails.feedback_answered",
    "guidance.feedback_in_force": "guidance.emails.feedback_in_force",
    "guidance.make_pdf": "guidance.printing.actions.make",
    "guidance.review_due": "guidance.emails.review_due",
    "guidance.slept_on": "guidance.emails.slept_on",
    "people.invitation": "portal.foundation.people.emails.invitation",
    "people.sensitive": "portal.foundation.people.emails.sensitive",
    "people.delegate_appointed": "portal.foundation.people.emails.delegate_appointed",
    "people.delegate_of_several": "portal.foundation.people.emails.delegate_of_several",
    "people.second_factor_reset": "portal.foundation.people.emails.second_factor_reset",
    "record.cover": "abuse_log.evidence.actions.covering.make_covered",
    "record.cover_watch": "abuse_log.evidence.actions.covering.watch_cover",
    "record.pack": "abuse_log.evidence.actions.packs.make_pack",
    "record.pack_stamp": "abuse_log.evidence.actions.packs.add_stamp",
    "record.pack_watch": "abuse_log.evidence.actions.packs.watch_pack",
    "records.certificate": "portal.home.records_office.making.make_certificate",
    "records.dispose": "portal.foundation.records.tasks.dispose",
    "records.due": "portal.foundation.records.emails.due",
    "records.make_disclosure": "portal.home.records_office.making.make_files",
    "records.sweep": "portal.foundation.records.tasks.sweep_now",
    "record.reminder": "abuse_log.emails.reminder",
    "record.reminder_helper": "abuse_log.emails.reminder_helper",
    "record.briefing": "abuse_log.sharing.emails.briefing",
    "record.hand_over": "abuse_log.sharing.emails.handed_over",
    "record.interest": "abuse_log.sharing.emails.interest",
    "record.share_late": "abuse_log.sharing.emails.share_late",
    "record.shared": "abuse_log.sharing.emails.shared",
    "record.ring_member": "abuse_log.emails.ring_member",
    "record.takeaway": "abuse_log.life.taking.make_takeaway",
    "record.stamp": "abuse_log.evidence.actions.stamping.get_stamp",
    "record.stamp_log": "abuse_log.evidence.actions.stamping.stamp_log",
}
"""Everything that is sent or done later: kind, and the function that makes it (item -> EmailMessage or None)."""

RECORD_ROOMS: dict[str, str] = {
    "advice.request": "reviews.advice.recorded.ROOM",
    "abuse_log.incident": "abuse_log.life.recorded.ROOM",
    "conduct.case": "reviews.conduct.recorded.ROOM",
}
"""Each kind of record that is held, kept for its time, disposed of and disclosed, and what its room says of it."""

PERMISSION_TABLES = [
    "portal.foundation.people.permissions.DEEDS",
    "guidance.permissions.DEEDS",
    "reviews.advice.permissions.DEEDS",
    "abuse_log.permissions.DEEDS",
    "portal.home.records_office.permissions.DEEDS",
]
"""What the page "Who may do what" shows: each room's table of deeds."""

PUBLICATION_CARE = ["reviews.advice.elections.care.period_care"]
"""What asks for the Monitoring Officer's check before something is published: functions (day) -> Care | None."""

OTHER_SECRETS = (
    "portal.foundation.people.second_factors.seal_second_factors_anew",
    "abuse_log.patterns.trace_all",
    "reviews.conduct.profiles.hash_all_anew",
)
"""What `rotate_keys` makes anew besides the sealed columns."""
