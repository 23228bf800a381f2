"""Log lines in JSON, without what people write: no query strings, no bodies, no arguments of tasks."""

import logging
import re

import structlog

LEAVE_OUT: tuple[tuple[re.Pattern[str], str], ...] = (
    # An address that opens an account to whoever holds it.
    (re.compile(r"(/people/join/|/account/password/reset/key/|/account/confirm-email/)[^\s/]+"), r"\1…"),
    # The header of a form that came from elsewhere: a whole address.
    (re.compile(r" - .*(?= does not match any trusted origins)", re.DOTALL), " -"),
    # The line that the web server could not read, with its query string.
    (re.compile(r"(Invalid request from ip=\S+): .*", re.DOTALL), r"\1"),
)
"""What sentences of Django and of the web server quote of a request, and what stands there instead."""


def json_lines() -> logging.Formatter:
    """One JSON object a line; line breaks in a message cannot start a second line."""
    return structlog.stdlib.ProcessorFormatter(
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(),
        ],
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.CallsiteParameterAdder([structlog.processors.CallsiteParameter.PROCESS]),
        ],
    )


class WithoutContent(logging.Filter):
    """Takes out of a record what may hold a person's words.

    A traceback's text can hold a value (a database error quotes the row), so only the class and the place of
    the error are kept; the path is logged without its query string; a task's arguments are dropped.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[0] is not None:
            # A sentence of django.security is the text of its error.
            is_plain = record.args == () and not record.name.startswith("django.security.")
            record.msg = f"{record.msg} [{_where(record)}]" if is_plain else f"{record.name}: [{_where(record)}]"
            record.args = ()
            record.exc_info = None
            record.exc_text = None
        if record.name.startswith(("django.", "gunicorn.")):
            record.msg, record.args = _without_quotes(record.getMessage()), ()
        if record.name.startswith("celery") and isinstance(record.args, dict):
            record.args = {key: value for key, value in record.args.items() if key not in {"args", "kwargs"}}
            record.args |= {"args": "()", "kwargs": "{}"}
        for name in ("request", "data", "server_time"):
            if hasattr(record, name):
                delattr(record, name)
        return True


def _without_quotes(sentence: str) -> str:
    for pattern, instead in LEAVE_OUT:
        sentence = pattern.sub(instead, sentence)
    return sentence


def _where(record: logging.LogRecord) -> str:
    kind, _, trace = record.exc_info or (None, None, None)
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return f"{kind.__name__ if kind else 'error'} at {' < '.join(reversed(places[-6:]))}"
