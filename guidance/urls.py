"""Addresses of the guidance. Converters let nothing through that the database could not hold."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from guidance import views, views_of_editions
from guidance.models import POINT_ID_LENGTH, POINT_ID_LETTERS


class PointIdConverter(StringConverter):
    """The permanent id of a point."""

    regex = f"[{POINT_ID_LETTERS}]{{{POINT_ID_LENGTH}}}"


class SectionNumberConverter(StringConverter):
    """The number of a section as printed."""

    regex = r"[0-9A-Za-z.]{1,20}"


register_converter(PointIdConverter, "point_id")
register_converter(SectionNumberConverter, "section_number")

app_name = "guidance"
urlpatterns = [
    path("", views.contents, name="contents"),
    path("search/", views.search, name="search"),
    path("point/<point_id:point_id>/", views.point, name="point"),
    path("point/<point_id:point_id>/edition/<int:edition>/", views.wording, name="wording"),
    path("as-at/", views_of_editions.as_at, name="as_at"),
    path("<slug:document>/history/", views_of_editions.history, name="history"),
    path("<slug:document>/compare/", views_of_editions.choose_comparison, name="choose_comparison"),
    path("<slug:document>/compare/<int:first>/<int:second>/", views_of_editions.comparison, name="compare"),
    path("<slug:document>/edition-<int:edition>/", views_of_editions.edition, name="edition"),
    path(
        "<slug:document>/edition-<int:edition>/section-<section_number:number>/",
        views_of_editions.edition_section,
        name="edition_section",
    ),
    path("<slug:document>/section-<section_number:number>/", views.section, name="section"),
]
