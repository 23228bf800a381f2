"""A program of its own: reads a template and its data from standard input, writes a PDF to standard output.

Run by path in an isolated interpreter (`python -I typeset.py`) whose folder is empty, never imported by the portal's
processes: the typesetter is a large piece of native code, and the data are what people wrote. Before the first word
is read it gives up the right to open anything (files and sockets alike), to start a process, to write a file, and to
use more than a bounded memory and time. So no template can read another file or fetch a package, whatever it says.

The data never become markup: they reach the template as one string of JSON, which it decodes into plain text.
Only the fonts inside the wheel are used, so that the same order gives the same bytes on any machine.
"""

import json
import os
import re
import resource
import sys
import unicodedata
from collections.abc import Iterable
from typing import Any

import typst

MEMORY_BYTES = 512 * 1024 * 1024
"""Address space beyond what the interpreter and the typesetter take when they are loaded (about 60 MB of memory)."""
CPU_SECONDS = 30
ROUNDS = 4
"""How often the text is set at most: once, and again for each batch of signs that no font of ours can show."""

WARM_UP = b'#set document(title: "-")\n= -'
UNSHOWN = re.compile(r'the text `"((?:[^"\\]|\\.)+)"` could not be displayed')
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
SKIN_TONES = range(0x1F3FB, 0x1F400)
VARIATIONS = range(0xFE00, 0xFE10)


def shut_in() -> None:
    """Give up, for good, what typesetting does not need."""
    held = _address_space()
    os.nice(10)
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    for what, most in (
        (resource.RLIMIT_AS, held + MEMORY_BYTES),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _address_space() -> int:
    """Bytes held by now. Beyond Linux, where none can tell, more than enough: only Linux is for production."""
    if not sys.platform.startswith("linux"):
        return 2**40
    with open("/proc/self/statm", "rb") as pages:
        return int(pages.read().split()[0]) * resource.getpagesize()


def compiler() -> typst.Compiler:
    """A typesetter whose fonts are loaded and whose threads are running: neither could be once the door is shut."""
    made = typst.Compiler(root=".", font_paths=typst.Fonts(include_system_fonts=False), ignore_system_fonts=True)
    made.compile(input=WARM_UP, format="pdf", pdf_standards=["ua-1"], timestamp=0)
    return made


def typeset(press: typst.Compiler, order: dict[str, Any]) -> bytes:
    """The PDF. Raises typst.TypstError for a template that does not compile, or does not suit its data."""
    words: Any = {"title": order["title"], "data": order["data"]}
    for _ in range(ROUNDS - 1):
        try:
            return _set(press, order, words)
        except typst.TypstError as error:
            unshown = {_unescaped(text) for text in UNSHOWN.findall(error.diagnostic)}
            if not unshown:
                raise
            words = _told_in_words(words, unshown)
    return _set(press, order, words)


def _set(press: typst.Compiler, order: dict[str, Any], words: dict[str, Any]) -> bytes:
    language, _, region = order["language"].partition("-")
    inputs = {"language": language, "region": region, "title": words["title"], "data": json.dumps(words["data"])}
    made = press.compile(
        input=order["template"].encode(),
        format="pdf",
        sys_inputs=inputs,
        pdf_standards=["ua-1"],
        timestamp=order["timestamp"],
    )
    if not isinstance(made, bytes):
        raise TypeError("One PDF was asked for.")
    return made


def _unescaped(quoted: str) -> str:
    """What the typesetter names in its complaint, where signs that a terminal cannot show are written as codes."""
    shown = ESCAPED.sub(lambda code: chr(int(code[1], 16)), quoted)
    return shown.replace(r"\"", '"').replace(r"\\", "\\")


def _told_in_words(value: Any, unshown: Iterable[str]) -> Any:
    """The same data, with each such sign replaced by its name: "[thumbs up sign]"."""
    longest_first = sorted(unshown, key=lambda text: (-len(text), text))
    found = re.compile("|".join(map(re.escape, longest_first)))

    def told(value: Any) -> Any:
        if isinstance(value, str):
            return found.sub(lambda text: "".join(map(_name, text[0])), value)
        if isinstance(value, list):
            return [told(each) for each in value]
        if isinstance(value, dict):
            return {key: told(each) for key, each in value.items()}
        return value

    return told(value)


def _name(sign: str) -> str:
    if sign.isascii() and sign.isprintable():
        return sign
    if unicodedata.category(sign) == "Cf" or ord(sign) in SKIN_TONES or ord(sign) in VARIATIONS:
        return ""  # says how the sign beside it is drawn, which is moot here
    return f"[{unicodedata.name(sign, f'sign {ord(sign):04X}').lower()}]"


def main() -> int:
    press = compiler()
    order = json.loads(sys.stdin.buffer.read())
    shut_in()
    try:
        made = typeset(press, order)
    except typst.TypstError as error:
        sys.stderr.write(error.diagnostic)
        return 1
    sys.stdout.buffer.write(made)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
