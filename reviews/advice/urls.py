from django.urls import URLPattern, URLResolver, path

from reviews.advice.views import answering, asking, carrying, desk, looking, member, passing, queue

app_name = "advice"
urlpatterns: list[URLPattern | URLResolver] = [
    # The member
    path("", member.home, name="home"),
    path("ask/", asking.start, name="start"),
    path("ask/carry/", carrying.carry, name="carry"),
    path("<uuid:pk>/ask/<slug:step>/", asking.step, name="step"),
    path("<uuid:pk>/change/<slug:step>/", asking.step, {"changing": True}, name="change"),
    path("<uuid:pk>/check/", asking.check, name="check"),
    path("<uuid:pk>/submit/", asking.submit, name="submit"),
    path("<uuid:pk>/sent/", asking.sent, name="sent"),
    path("<uuid:pk>/", member.detail, name="request"),
    path("<uuid:pk>/reply/", member.reply, name="reply"),
    path("<uuid:pk>/close/", member.close, name="close"),
    path("<uuid:pk>/withdraw/", member.withdraw, name="withdraw"),
    path("<uuid:pk>/pictures/<uuid:picture>/", member.picture, name="picture"),
    path("<uuid:pk>/pictures/<uuid:picture>/remove/", asking.remove_picture, name="remove_picture"),
    # The queues
    path("desk/", queue.queue, name="desk"),
    path("desk/list/<slug:view>/", queue.queue, name="desk_view"),
    path("desk/list/<slug:view>/assign/", queue.assign, name="assign"),
    path("monitoring-officer/", queue.office, name="office"),
    path("monitoring-officer/list/<slug:view>/", queue.office, name="office_view"),
    path("monitoring-officer/who-reads-first/", passing.private_route, name="private_route"),
    path("desk/call/", passing.log_call, name="log_call"),
    # One request, for those who advise
    path("desk/<uuid:pk>/", desk.detail, name="desk_request"),
    path("desk/<uuid:pk>/next/", queue.next_request, name="next"),
    path("desk/<uuid:pk>/claim/", desk.claim, name="claim"),
    path("desk/<uuid:pk>/ask/", desk.ask_member, name="ask_member"),
    path("desk/<uuid:pk>/note/", desk.note, name="note"),
    path("desk/<uuid:pk>/answer/", answering.answer, name="answer"),
    path("desk/<uuid:pk>/undo/", answering.undo, name="undo"),
    path("desk/<uuid:pk>/second-look/<uuid:look>/", looking.second_look, name="second_look"),
    path("desk/<uuid:pk>/points/", answering.points, name="points"),
    path("desk/<uuid:pk>/escalate/", desk.escalate, name="escalate"),
    path("desk/<uuid:pk>/accept/", desk.accept, name="accept"),
    path("desk/<uuid:pk>/return/", desk.return_to_desk, name="return_to_desk"),
    path("desk/<uuid:pk>/decline/", desk.decline, name="decline"),
    path("desk/<uuid:pk>/hand-over/", passing.hand_over, name="hand_over"),
    path("desk/<uuid:pk>/another-way/", passing.redirect, name="redirect"),
    path("desk/<uuid:pk>/asked-twice/", passing.mark_duplicate, name="mark_duplicate"),
    path("desk/<uuid:pk>/open-again/", passing.reopen, name="desk_reopen"),
    path("desk/<uuid:pk>/show/", passing.share_with_mo, name="share_with_mo"),
]
