"""The web server's door: `gunicorn portal.wsgi`."""

import os
import sys
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application
from django.utils.http import parse_header_parameters

NO_FORM = "application/octet-stream"


class OnlyUtf8:
    """Every form of the portal is UTF-8. What claims another charset, or a type that nobody can read, is no form.

    Django decodes even the query string by that charset, and before any middleware stands guard: one word such as
    base64 would be an error that the web server logs with the whole address.
    """

    def __init__(self, portal: WSGIApplication) -> None:
        self.portal = portal

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not _is_utf8(environ.get("CONTENT_TYPE", "")):
            environ["CONTENT_TYPE"] = NO_FORM
        return self.portal(environ, start_response)


def _is_utf8(content_type: str) -> bool:
    try:
        charset = parse_header_parameters(content_type)[1].get("charset", "utf-8")
    except (ValueError, LookupError):
        return False
    return charset.lower() in {"utf-8", "utf8"}


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
try:
    application = OnlyUtf8(get_wsgi_application())
except ImproperlyConfigured as error:
    sys.exit(f"portal: {error}")
