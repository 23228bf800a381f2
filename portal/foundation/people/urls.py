from django.urls import path

from portal.foundation.people.views import delegations, invitations, offices, people, roles, sensitive

app_name = "people"
urlpatterns = [
    path("", people.people, name="list"),
    path("roles/", people.who_may, name="who_may"),
    # invitations
    path("invite/", invitations.invite, name="invite"),
    path("invitations/", invitations.invitations, name="invitations"),
    path("invitations/<uuid:invitation_id>/cancel/", invitations.cancel_invitation, name="cancel_invitation"),
    path("join/<str:token>/", invitations.join, name="join"),
    # what two people decide
    path("two-people/", sensitive.sensitive_requests, name="sensitive_requests"),
    path("two-people/<uuid:request_id>/", sensitive.sensitive_request, name="sensitive_request"),
    path("two-people/<uuid:request_id>/confirm/", sensitive.confirm_sensitive, name="confirm_sensitive"),
    path("two-people/<uuid:request_id>/refuse/", sensitive.refuse_sensitive, name="refuse_sensitive"),
    # wards and terms of office
    path("wards/", offices.wards, name="wards"),
    path("wards/add/", offices.add_ward, name="add_ward"),
    path("wards/<uuid:ward_id>/end/", offices.end_ward, name="end_ward"),
    path("terms/<uuid:term_id>/end/", offices.end_term, name="end_term"),
    # delegates
    path("delegates/", delegations.delegates, name="delegates"),
    path("delegates/appoint/", delegations.appoint_delegate, name="appoint_delegate"),
    path("delegates/<uuid:delegation_id>/end/", delegations.end_delegation, name="end_delegation"),
    path("helping/", delegations.helping, name="helping"),
    # one person
    path("<uuid:person_id>/", people.person, name="person"),
    path("<uuid:person_id>/roles/give/", roles.grant_role, name="grant_role"),
    path("roles/<uuid:grant_id>/end/", roles.end_role, name="end_role"),
    path("<uuid:person_id>/two-people/", sensitive.ask_sensitive, name="ask_sensitive"),
    path("<uuid:person_id>/terms/start/", offices.start_term, name="start_term"),
    path("<uuid:person_id>/close/", people.close_account, name="close_account"),
    path("<uuid:person_id>/reopen/", people.reopen_account, name="reopen_account"),
    path("<uuid:person_id>/second-factor/reset/", people.reset_second_factor, name="reset_second_factor"),
    path("<uuid:person_id>/political-assistant/", people.political_assistant, name="political_assistant"),
]
