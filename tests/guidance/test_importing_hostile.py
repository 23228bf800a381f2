"""Files that are no protocol, and files built to do harm: one sentence each, soon, in little memory, nothing left.

Each bound was tried by a deliberate fault: without `LARGEST_PART` the zip bomb, without `doctype` the entities, and
without `DEEPEST` the nested tables lose their sentence; without RLIMIT_AS the many attributes take 495 MB; without the
clock and the CPU limit the long stream takes 18 seconds.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from guidance.importing import Unreadable, read_document
from tests.guidance.hostile import FILES, word

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 10
MEGABYTES = 300
SHUT = """
import socket, sys, tempfile
sys.path.insert(0, sys.argv[1])
from guidance.importing.shut_in import shut_in
shut_in()
for attempt in (lambda: open("/etc/hostname"), socket.socket, tempfile.TemporaryFile):
    try:
        attempt()
    except OSError:
        print("shut", end=" ")
"""


@pytest.fixture(scope="module")
def costs(tmp_path_factory) -> dict[str, dict]:
    folder = tmp_path_factory.mktemp("hostile")
    for name, build in FILES.items():
        (folder / name).write_bytes(build())
    command = [sys.executable, str(Path(__file__).with_name("costs.py")), str(ROOT), str(folder)]
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)


@pytest.mark.parametrize("name", FILES)
def test_hostile_file_is_answered_with_a_sentence_in_time_and_memory(name, costs):
    said = costs[name]
    assert said["said"].endswith((".", "1 points"))
    assert said["seconds"] < SECONDS
    assert said["megabytes"] < MEGABYTES


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("zip-bomb.docx", "The Word file unpacks to far more than a protocol needs: it was not read."),
        ("nested-50000.docx", "The Word file nests its tables too deeply to be read as a protocol."),
        ("laughs.docx", "The Word file declares XML entities, which no protocol needs: it was not read."),
        ("laughs-utf-16.docx", "The Word file declares XML entities, which no protocol needs: it was not read."),
        ("outside.docx", "The Word file declares XML entities, which no protocol needs: it was not read."),
        (
            "many-attributes.docx",
            "The file takes too much memory to read: it holds far more than a protocol needs. Save it as plain text.",
        ),
        ("macros.docx", "The Word file may hold macros (.docm): save it as .docx, without macros."),
        ("cut-short.docx", "The file is damaged or cut short: it looks like a Word file, but cannot be opened."),
        ("50-MB.txt", "The file is too large to be a protocol: the limit is 20 MB."),
        ("100-MB.pdf", "The file is too large to be a protocol: the limit is 20 MB."),
        ("noise.txt", "The file is in an encoding that cannot be told: save it as plain text in UTF-8."),
    ],
)
def test_sentence_says_what_is_wrong(name, sentence, costs):
    assert costs[name]["said"] == sentence


def test_stream_without_end_is_given_up_for_its_time_or_its_memory(costs):
    """Which of the two bounds it meets first depends on how busy the machine is."""
    assert costs["long-stream.pdf"]["said"] in {
        "The file takes too long to read. Try again in a quiet moment, or save it as plain text.",
        "The file takes too much memory to read: it holds far more than a protocol needs. Save it as plain text.",
    }


def test_process_that_reads_can_open_nothing():
    """Fault that turns it red: leave out RLIMIT_NOFILE."""
    done = subprocess.run([sys.executable, "-I", "-c", SHUT, str(ROOT)], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["shut", "shut", "shut"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "The file is empty."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Word format (.doc)"),
        (b"\x89PNG\r\n\x1a\n", "a picture or a video"),
        (b"\xff\xd8\xff\xe0", "a picture or a video"),
        (b"RIFF\x00\x00\x00\x00WEBP", "a picture or a video"),
        (b"{\\rtf1 Rules}", "Rich Text (.rtf)"),
        (b"<!DOCTYPE html><p>Rules", "a web page"),
        (b"%PDF-1.7 nothing", "damaged"),
        (b"Rules\x00", "a binary file"),
        ("規則\n\n親切に。\n".encode("shift-jis"), "an encoding that cannot be told"),
        (b"caf\xe9", "No headings were found"),
        (word("<w/>", mimetype=b"application/vnd.oasis.opendocument.text"), "damaged"),
    ],
)
def test_other_kinds_of_files_are_named(data, words):
    with pytest.raises(Unreadable) as refusal:
        read_document("protocol", data)
    assert words in refusal.value.sentence
    assert refusal.value.sentence.endswith(".")
