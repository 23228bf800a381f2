import pytest

from guidance.substance import is_minor_allowed


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("You must ask.", "You may ask."),
        ("You must ask.", "You must not ask."),
        ("You mustn’t post.", "You must post."),
        ("You must ask. You may post.", "You must post. You may ask."),
        ("You may not post.", "You may post, not like."),
        ("Answer in 14 days.", "Answer in 15 days."),
        ("Answer in 14 days.", "Answer in 14 weeks."),
        ("Answer in five days.", "Answer in six days."),
        ("From 1 May 2026.", "From 1 June 2026."),
        ("By 5pm.", "By 6pm."),
        ("By 09:30.", "By 10:30."),
        ("Up to £1,000.", "Up to £1,500."),
        ("On Friday.", "On Monday."),
        ("Post never.", "Post."),
        ("You cannot do it.", "You can do it."),
        ("Only officers.", "Officers."),
        ("About ½ of it.", "About ¼ of it."),
        ("You must ask.", "You mu\u200bst not ask."),
        ("You MUST ask.", "You MAY ask."),
        ("", "You are kind."),
        ("You are kind.", ""),
    ],
)
def test_change_of_duty_number_or_date_is_never_minor(old, new):
    assert not is_minor_allowed(old, new)
    assert not is_minor_allowed(new, old)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Be kind.", "Be kind."),
        ("You must ask the councl first.", "You must ask the council first."),
        ("You must ask", "You must ask."),
        ("Don't post it.", "Don’t post it."),
        ("Post with care", "Post carefully"),
        ("Answer in 14 days.", "Answer  in\n14 days!"),
        ("You MUST ask.", "You must ask."),
    ],
)
def test_change_that_leaves_the_sense_may_be_called_minor(old, new):
    assert is_minor_allowed(old, new)
