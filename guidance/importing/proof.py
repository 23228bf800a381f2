"""The importer's last step: it refuses rather than lose, add or move a word."""

from collections.abc import Sequence

from guidance.importing.lines import Line, Unreadable
from guidance.importing.parsed import ParsedProtocol, words_of


def prove(protocol: ParsedProtocol, lines: Sequence[Line], text: str) -> None:
    """Raises `Unreadable` unless the protocol holds the words of the text, all of them, in their order.

    First the lines against the raw text, letter by letter, so that no word was taken for a marker; then the
    sections and points against the lines, word by word.
    """
    numbered = (line.text if line.auto else line.printed_number + line.text for line in lines)
    if letters(text) != letters("".join(numbered)):
        raise Unreadable("The file could not be read letter for letter, so nothing was taken.")
    printed = [word for line in lines for word in line.text.split()]
    read = words_of(protocol)
    if read == printed:
        return
    at = next((n for n, (a, b) in enumerate(zip(read, printed, strict=False), 1) if a != b), len(printed))
    raise Unreadable(f"The file could not be read word for word (see its word {at}), so nothing was taken.")


def letters(text: str) -> str:
    """The letters and digits of a text, which are what no reading may lose."""
    return "".join(filter(str.isalnum, text))
