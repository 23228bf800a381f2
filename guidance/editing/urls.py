"""Addresses of the drafts, below /guidance/drafts/. The converters are those of guidance/urls.py."""

from django.urls import path

from guidance.editing.views import draft, drafts, points, sections

urlpatterns = [
    path("", drafts.drafts, name="drafts"),
    path("begin/", drafts.begin, name="begin_draft"),
    path("import/", drafts.import_draft, name="import_draft"),
    path("<uuid:edition>/", draft.draft, name="draft"),
    path("<uuid:edition>/compare/", draft.compared, name="draft_compared"),
    path("<uuid:edition>/submit/", draft.submit, name="draft_submit"),
    path("<uuid:edition>/approve/", draft.approve, name="draft_approve"),
    path("<uuid:edition>/send-back/", draft.send_back, name="draft_send_back"),
    path("<uuid:edition>/publish/", draft.publish, name="draft_publish"),
    path("<uuid:edition>/throw-away/", draft.discard, name="draft_discard"),
    path("<uuid:edition>/particulars/", sections.particulars, name="draft_particulars"),
    path("<uuid:edition>/number-afresh/", sections.number_afresh, name="draft_number_afresh"),
    path("<uuid:edition>/note/", sections.note_edition, name="draft_note"),
    path("<uuid:edition>/sections/add/", sections.add, name="draft_section_add"),
    path("<uuid:edition>/sections/<uuid:section>/", sections.change, name="draft_section"),
    path("<uuid:edition>/sections/<uuid:section>/take-out/", sections.take_out, name="draft_section_take_out"),
    path("<uuid:edition>/sections/<uuid:section>/add-point/", points.add, name="draft_point_add"),
    path("<uuid:edition>/points/<point_id:point_id>/", points.change, name="draft_point"),
    path("<uuid:edition>/points/<point_id:point_id>/move/", points.move, name="draft_point_move"),
    path("<uuid:edition>/points/<point_id:point_id>/split/", points.split, name="draft_point_split"),
    path("<uuid:edition>/points/<point_id:point_id>/join/", points.join, name="draft_point_join"),
    path("<uuid:edition>/points/<point_id:point_id>/which/", points.identify, name="draft_point_identify"),
    path("<uuid:edition>/points/<point_id:point_id>/rests-on/", points.pin_afresh, name="draft_point_pin"),
    path("<uuid:edition>/points/<point_id:point_id>/note/", sections.note_point, name="draft_point_note"),
    path("<uuid:edition>/points/<point_id:point_id>/take-out/", points.take_out, name="draft_point_take_out"),
]
