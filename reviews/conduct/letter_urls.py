"""Addresses of letters and of the publication of notices, below /records/matters/."""

from django.urls import path

from reviews.conduct.views import letters, notices, wordings

CASE = "<uuid:pk>/"
PAPER = f"{CASE}letters/<uuid:paper>/"

urlpatterns = [
    # how letters are worded
    path("wordings/", wordings.templates, name="letter_templates"),
    path("wordings/<slug:kind>/", wordings.template, name="letter_template"),
    path("wordings/<slug:kind>/change/", wordings.template_change, name="letter_template_change"),
    # letters, notices and agenda papers of a case
    path(f"{CASE}letters/", letters.letters, name="letters"),
    path(f"{CASE}letters/write/<slug:kind>/<uuid:to>/", letters.letter_write, name="letter_write"),
    path(f"{CASE}letters/notice/<uuid:subject>/", letters.notice_write, name="notice_write"),
    path(f"{CASE}letters/agenda/", letters.agenda_write, name="agenda_write"),
    path(PAPER, letters.letter, name="letter"),
    path(f"{PAPER}correct/", letters.letter_correct, name="letter_correct"),
    path(f"{PAPER}send/", letters.letter_send, name="letter_send"),
    path(f"{PAPER}pdf/", letters.letter_pdf, name="letter_pdf"),
    path(f"{PAPER}pdf/order/", letters.letter_pdf_order, name="letter_pdf_order"),
    path(f"{PAPER}word/", letters.letter_word, name="letter_word"),
    # a notice before the public
    path(f"{PAPER}public-text/", notices.public_text, name="public_text"),
    path(f"{PAPER}publication/", notices.publication, name="publication"),
    path(f"{PAPER}publication/end/", notices.publication_end, name="publication_end"),
]
