"""Each control as the pack draws it."""

import pytest
from django import forms

from portal.foundation.look.widgets import DateField
from tests.look.forms import EVERY_VISIBLE, HOSTILE, Hostile, KitchenSink
from tests.look.pages import draw, read

SUMMARY = "{% error_summary form %}"
FORM = "{{ form|crispy }}"


def test_summary_of_an_empty_form_names_every_answer_in_plain_words() -> None:
    page = read(draw(SUMMARY, form=KitchenSink({})))
    assert [(link.attrs["href"], link.text) for link in page.tags("a")] == [
        ("#id_name", "Enter your name"),
        ("#id_email", "Enter an email address"),
        ("#id_password", "Enter your password"),
        ("#id_number", "Answer the question “How many replies?”"),
        ("#id_wording", "Answer the question “What will you post?”"),
        ("#id_kind_0", "Choose an answer to “What is it about?”"),
        ("#id_platforms_0", "Choose an answer to “Where?”"),
        ("#id_agree", "Tick “I have read who will see this” to go on"),
        ("#id_ward", "Choose ward"),
        ("#id_seen_on_day", "Enter a date"),
        ("#id_goes_out_at_day", "Enter a date and time"),
        ("#id_picture", "Choose a file"),
    ]


def test_every_link_of_the_summary_leads_to_a_control_that_takes_the_focus() -> None:
    page = read(draw(SUMMARY + FORM, form=KitchenSink({})))
    targets = [link.attrs["href"].removeprefix("#") for link in page.tags("a")]
    assert len(targets) == len(EVERY_VISIBLE)
    assert {page.by_id(target).tag for target in targets} == {"input", "textarea", "select"}


@pytest.mark.parametrize("form", [KitchenSink(), KitchenSink({}), Hostile({})], ids=["blank", "errors", "hostile"])
def test_no_id_stands_twice(form: forms.Form) -> None:
    ids = read(draw(SUMMARY + FORM, form=form)).ids()
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("form", [KitchenSink(), KitchenSink({})], ids=["blank", "errors"])
def test_every_description_and_label_points_to_something_on_the_page(form: forms.Form) -> None:
    page = read(draw(SUMMARY + FORM, form=form))
    described = [id_ for element in page.elements for id_ in element.attrs.get("aria-describedby", "").split()]
    labelled = [label.attrs["for"] for label in page.tags("label")]
    assert set(described) | set(labelled) <= set(page.ids())


def test_hint_error_and_count_describe_the_control() -> None:
    page = read(draw(FORM, form=KitchenSink({})))
    assert page.by_id("id_wording").attrs["aria-describedby"] == "id_wording-info id_wording-hint id_wording-error"
    assert page.by_id("id_wording-error").text == "Error: Answer the question “What will you post?”"
    assert page.by_id("id_wording-info").text == "You can enter up to 30 characters"


def test_hostile_words_are_escaped_everywhere() -> None:
    for form in (Hostile(), Hostile({"name": HOSTILE, "wording": HOSTILE, "seen_on_day": HOSTILE})):
        html = draw(SUMMARY + FORM + "{% error_title form %}", form=form)
        assert "<script" not in html
        assert html.count("&lt;script&gt;") > 30


def test_what_was_typed_is_kept() -> None:
    typed = {"name": "x" * 25, "seen_on_day": "31", "seen_on_month": "Feb", "seen_on_year": "26", "number": "many"}
    page = read(draw(FORM, form=KitchenSink(typed)))
    kept = {name: page.named(name)[0].attrs["value"] for name in typed}
    assert kept == typed


def test_choices_keep_their_selection_and_hints() -> None:
    page = read(draw(FORM, form=KitchenSink({"kind": "before", "platforms": ["fb", "x"], "agree": "on"})))
    ticked = [element.attrs["id"] for element in page.tags("input") if "checked" in element.attrs]
    assert ticked == ["id_kind_0", "id_platforms_0", "id_platforms_1", "id_agree"]
    assert page.by_id("id_kind_0").attrs["aria-describedby"] == "id_kind_0-hint"
    assert page.by_id("id_platforms_1-hint").text == "Formerly Twitter."


def test_browser_side_refusals_are_left_out() -> None:
    html = draw(FORM, form=KitchenSink())
    page = read(html)
    attributes = {name for element in page.elements for name in element.attrs}
    assert attributes.isdisjoint({"required", "maxlength", "minlength", "placeholder", "style"})
    assert page.named("number")[0].attrs["type"] == "text"
    assert page.named("number")[0].attrs["inputmode"] == "numeric"


def test_the_form_itself_is_not_changed_by_drawing() -> None:
    form = KitchenSink({})
    before = {name: dict(field.widget.attrs) for name, field in form.fields.items()}
    draw(SUMMARY + FORM, form=form)
    assert {name: dict(field.widget.attrs) for name, field in form.fields.items()} == before


@pytest.mark.parametrize(
    ("name", "css"),
    [
        ("name", "govuk-input govuk-input--error"),
        ("email", "govuk-input govuk-input--error"),
        ("wording", "govuk-textarea govuk-textarea--error govuk-js-character-count"),
        ("ward", "govuk-select govuk-select--error"),
        ("picture", "govuk-file-upload govuk-file-upload--error"),
        ("seen_on_day", "govuk-input govuk-date-input__input govuk-input--width-2 govuk-input--error"),
    ],
)
def test_control_in_error_is_marked(name: str, css: str) -> None:
    page = read(draw(FORM, form=KitchenSink({})))
    assert page.named(name)[0].attrs["class"] == css


def test_only_the_box_in_error_is_marked_and_linked() -> None:
    typed = {"seen_on_day": "12", "seen_on_month": "", "seen_on_year": "2026"}
    page = read(draw(SUMMARY + FORM, form=KitchenSink(typed)))
    links = {link.text: link.attrs["href"] for link in page.tags("a")}
    marked = [box for box in ("day", "month", "year") if "error" in page.named(f"seen_on_{box}")[0].attrs["class"]]
    assert links["The date must include a month"] == "#id_seen_on_month"
    assert marked == ["month"]


def test_error_without_a_named_box_marks_all_boxes() -> None:
    form = KitchenSink({"seen_on_day": "1", "seen_on_month": "2", "seen_on_year": "2026"})
    form.add_error("seen_on", "The date must be in the past")
    page = read(draw(SUMMARY + FORM, form=form))
    assert [link.attrs["href"] for link in page.tags("a") if "past" in link.text] == ["#id_seen_on_day"]
    assert all("error" in page.named(f"seen_on_{box}")[0].attrs["class"] for box in ("day", "month", "year"))


def test_heading_field_is_the_page_heading() -> None:
    form = KitchenSink()
    form.heading_field = "kind"
    headings = read(draw(FORM, form=form)).tags("h1")
    assert [(heading.text, heading.attrs["class"]) for heading in headings] == [
        ("What is it about?", "govuk-fieldset__heading")
    ]


def test_label_of_a_text_field_can_be_the_page_heading() -> None:
    form = KitchenSink()
    form.heading_field = "wording"
    page = read(draw(FORM, form=form))
    assert [heading.text for heading in page.tags("h1")] == ["What will you post?"]
    assert page.tags("h1")[0].attrs["class"] == "govuk-label-wrapper"


def test_several_files_may_be_chosen() -> None:
    class Several(forms.ClearableFileInput):
        allow_multiple_selected = True

    class Pictures(forms.Form):
        pictures = forms.FileField(widget=Several(attrs={"accept": "image/png"}))

    control = read(draw(FORM, form=Pictures())).by_id("id_pictures")
    assert "multiple" in control.attrs
    assert control.attrs["accept"] == "image/png"


def test_errors_of_the_whole_form_and_of_hidden_fields_stand_without_a_link() -> None:
    form = KitchenSink({})
    form.add_error(None, "The advice was changed meanwhile")
    form.add_error("token", "The page is too old")
    items = [item.text for item in read(draw(SUMMARY, form=form)).tags("li")]
    links = {link.text for link in read(draw(SUMMARY, form=form)).tags("a")}
    assert items[0] == "The advice was changed meanwhile"
    assert items[-1] == "The page is too old"
    assert links.isdisjoint({items[0], items[-1]})


def test_title_begins_with_error_only_when_there_is_one() -> None:
    assert draw("{% error_title form %}", form=KitchenSink()) == ""
    assert draw("{% error_title form %}", form=KitchenSink({})) == "Error: "
    assert draw("{% error_title form %}{% error_summary form %}").strip() == ""


def test_summary_takes_several_forms_and_formsets() -> None:
    class One(forms.Form):
        name = forms.CharField(label="Name")

    many = forms.formset_factory(One)
    data = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2", "form-0-name": "", "form-1-name": ""}
    html = draw("{% error_summary one many %}{{ many|crispy }}", one=One({}), many=many(data))
    page = read(html)
    assert [link.attrs["href"] for link in page.tags("a")] == ["#id_name", "#id_form-0-name", "#id_form-1-name"]
    assert page.named("form-TOTAL_FORMS")[0].attrs["value"] == "2"


def test_crispy_tag_draws_the_whole_form() -> None:
    html = draw("{% crispy form %}", form=KitchenSink(), csrf_token="TOKEN")
    page = read(html)
    form = page.tags("form")[0].attrs
    assert "novalidate" in form
    assert form["enctype"] == "multipart/form-data"
    assert page.named("csrfmiddlewaretoken")[0].attrs["value"] == "TOKEN"


def test_own_sentences_of_the_author_are_left_alone() -> None:
    class Own(forms.Form):
        title = forms.CharField(
            label="Title",
            max_length=3,
            error_messages={"required": "Say it", "max_length": "Say less"},
        )
        when = DateField(error_messages={"required": "Say when"})

    assert [item.text for item in read(draw(SUMMARY, form=Own({}))).tags("li")] == ["Say it", "Say when"]
    assert read(draw(SUMMARY, form=Own({"title": "long"}))).tags("li")[0].text == "Say less"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": "x" * 21}, "Your name must be 20 characters or fewer: it has 21"),
        ({"name": "a\x00b"}, "Your name contains a character that cannot be kept. Type it again without it"),
        ({"wording": "x" * 31}, "Your answer must be 30 characters or fewer: it has 31"),
        ({"kind": "nonsense"}, "Choose one of the answers listed"),
        ({"platforms": ["nonsense"]}, "Choose one of the answers listed"),
        ({"email": "nobody"}, "Enter an email address in the right form, like name@council.example"),
        ({"number": "many"}, "Enter a whole number."),
    ],
)
def test_default_sentences_become_plain(typed: dict[str, object], sentence: str) -> None:
    items = [item.text for item in read(draw(SUMMARY, form=KitchenSink(typed))).tags("li")]
    assert sentence in items


def test_line_ends_count_as_one_character() -> None:
    form = KitchenSink({"wording": "x" * 28 + "\r\n" + "x"})
    assert "wording" not in form.errors
    assert form.cleaned_data["wording"] == "x" * 28 + "\n" + "x"


@pytest.mark.parametrize("junk", ["\x00", "\ud800", "x" * 1_000_000, "9" * 1_000_000, "١٢"])
def test_junk_in_any_field_is_drawn_again_and_can_be_sent(junk: str) -> None:
    typed: dict[str, str] = dict.fromkeys(KitchenSink.base_fields, junk)
    typed |= {f"{name}_{box}": junk for name in ("seen_on", "goes_out_at") for box in ("day", "month", "year", "time")}
    html = draw(SUMMARY + FORM, form=KitchenSink(typed))
    assert html.encode()
    assert "The date must be a real date" in html
