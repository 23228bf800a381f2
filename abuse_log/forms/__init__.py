"""What a person may type about a record. Every box but the one that makes a record is optional."""

from abuse_log.forms.content import AccountForm, NewRecordForm, WordsForm
from abuse_log.forms.details import SECTION_TITLES, SECTIONS
from abuse_log.forms.fields import PICTURES_AT_ONCE
from abuse_log.forms.tracks import DecisionForm, ReportForm, ReportUpdateForm, RingForm, SnoozeForm

__all__ = [
    "PICTURES_AT_ONCE",
    "SECTIONS",
    "SECTION_TITLES",
    "AccountForm",
    "DecisionForm",
    "NewRecordForm",
    "ReportForm",
    "ReportUpdateForm",
    "RingForm",
    "SnoozeForm",
    "WordsForm",
]
