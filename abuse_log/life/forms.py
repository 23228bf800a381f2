"""What a member says about the end of a record."""

from django import forms

from abuse_log.forms.fields import REASON, VersionedForm, refuse_past_day
from portal.foundation.look.widgets import DateField, LongText


class KeepRecordForm(VersionedForm):
    until = DateField(
        what="The day until which it is kept",
        label="Keep it until",
        help_text="Two years away at most. You are asked again 30 and 7 days before.",
        validators=[refuse_past_day],
    )
    because = forms.CharField(
        label="Why is it still needed?",
        help_text="Kept sealed. Of a record that you shared, information governance sees that you keep it, not why.",
        max_length=REASON,
        widget=LongText(attrs={"rows": 3}),
        error_messages={"required": "Say why it is still needed"},
    )


class EraseForm(VersionedForm):
    is_sure = forms.BooleanField(
        label="Erase this record. I know that nobody can bring it back.",
        error_messages={"required": "Tick the box if you want it erased"},
    )
