"""One connection to the mail server for many mails, opened when the first is ready."""

import logging
from types import TracebackType
from typing import Self

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

logger = logging.getLogger(__name__)


class PostClosed(Exception):
    """The mail server cannot be reached. No fault of the mail, which must not die of it.

    The message is the class of the error that told so.
    """


class NotTaken(Exception):
    """The mail server was reached and took no mail, without saying why."""


class Post:
    """Use as a context manager; not for several threads at once."""

    def __init__(self) -> None:
        self._connection: BaseEmailBackend | None = None
        self._closed_by = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hang_up()

    def send(self, message: EmailMessage) -> None:
        """Hand the mail over. Raises PostClosed, NotTaken, SMTPException or OSError.

        Once the server could not be reached it is not asked again by this Post: each try may take as long as
        EMAIL_TIMEOUT, and other work waits.
        """
        connection = self._connection or self._connect()
        try:
            taken = connection.send_messages([message])
        except OSError:  # smtplib's errors are of this kind too; the next mail gets a fresh connection
            self._hang_up()
            raise
        if not taken:
            raise NotTaken

    def _connect(self) -> BaseEmailBackend:
        if self._closed_by:
            raise PostClosed(self._closed_by)
        connection = get_connection()
        try:
            connection.open()
        except OSError as unreachable:
            self._closed_by = type(unreachable).__name__
            logger.warning("outbox: the mail server cannot be reached (%s)", self._closed_by)
            raise PostClosed(self._closed_by) from unreachable
        self._connection = connection
        return connection

    def _hang_up(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
