"""What a person may type about a record. Every box but the one that makes a record is optional."""

from abuse_log.forms.accounts import AccountForm, LinkForm, ManyAccountsForm
from abuse_log.forms.content import NewRecordForm, WordsForm
from abuse_log.forms.fields import PICTURES_AT_ONCE
from abuse_log.forms.steps import PageDeedForm, PoliceReportForm, PoliceUpdateForm, StandForm, SupportForm
from abuse_log.forms.telling import SECTION_TITLES, SECTIONS, told
from abuse_log.forms.tracks import DecisionForm, ReportForm, ReportUpdateForm, RingForm, RiskForm, SnoozeForm
from abuse_log.forms.wishes import WishesForm

__all__ = [
    "PICTURES_AT_ONCE",
    "SECTIONS",
    "SECTION_TITLES",
    "AccountForm",
    "DecisionForm",
    "LinkForm",
    "ManyAccountsForm",
    "NewRecordForm",
    "PageDeedForm",
    "PoliceReportForm",
    "PoliceUpdateForm",
    "ReportForm",
    "ReportUpdateForm",
    "RingForm",
    "RiskForm",
    "SnoozeForm",
    "StandForm",
    "SupportForm",
    "WishesForm",
    "WordsForm",
    "told",
]
