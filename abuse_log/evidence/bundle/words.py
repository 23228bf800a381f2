"""The words of a bundle: what it is, how anybody checks it, and what it does not prove. No script in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

MANIFEST_COMMANDS = (
    "sha256sum --check --strict --quiet manifest-sha256.txt",
    "sha256sum --check --strict --quiet tagmanifest-sha256.txt",
)
FINGERPRINT_COMMAND = "sha256sum manifest-sha256.txt"
NOT_PROVED = (
    "that a post or message is genuine, or that nothing was left out of what a picture shows",
    "who typed it: an account is not a person",
    "when it was posted: the time stamps say only that the file existed by then",
)
PAGE = """<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Read me first: {title}</title>
<style>
body {{ font: 1.1rem/1.5 sans-serif; max-width: 44rem; margin: 1.5rem auto; padding: 0 1rem; color: #0b0c0c; }}
pre {{ background: #f3f2f1; padding: .75rem; white-space: pre-wrap; overflow-wrap: anywhere; }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>This folder was made by the members’ portal of {council} for: {audience}.
Nothing on this page needs the internet.</p>
<h2>What is inside</h2>
<ul>
{contents}
</ul>
{left_out}<p>Some files are as a stranger sent them. They may distress, and may harm a computer:
open them with care.</p>
<h2>Check it in one minute</h2>
<p>Unpack the ZIP file. Open <a href="verify.html">verify.html</a> in a browser, and choose the folder that it lies in.
It checks the hashes, the custody log and which file each time stamp is for. Nothing leaves your computer.</p>
<h2>Check it with tools that you trust</h2>
<p>In the folder of this page, run these one by one. The first two say nothing when all is well.</p>
<pre>{manifests}</pre>
<p>This gives the fingerprint; it begins with <strong>{fingerprint}</strong>, which is also on page 1 of the summary.
Compare it with what was read out or written down when the bundle was handed over:</p>
<pre>{fingerprint_command}</pre>
{stamps}
<h2>What each check proves</h2>
<ul>
<li>The manifests: that the files are those that were packed. Whoever holds the bundle could write
new manifests, so they prove nothing against them.</li>
<li>The time stamps, and a fingerprint that was handed over before: that the manifests themselves are the old ones.</li>
<li>The custody log: who did what with each file inside the portal. A line that was changed or taken
out breaks the chain.</li>
<li>The time stamps of the custody log, where there are any: that its first lines were already so on that day, long
before anybody asked for this bundle.</li>
</ul>
<h2>What it does not prove</h2>
<ul>
{not_proved}
</ul>
</main>
</body>
</html>
"""


def stamp_command(path: str, token: str, authority: str) -> str:
    return f"openssl ts -verify -data {path} -in tsa/{token} -CAfile tsa/{authority}.pem"


def bundle_commands(authorities: Iterable[str]) -> list[str]:
    """How the time stamps of the whole bundle are checked."""
    return [stamp_command("tagmanifest-sha256.txt", f"bundle-{name}.tsr", name) for name in authorities]


def log_command(lines: int, token: str, authority: str) -> str:
    """How the time stamp of the first lines of the custody log is checked."""
    digest = f"$(head -n {lines} data/custody_log.jsonl | sha256sum | cut -c1-64)"
    return f"openssl ts -verify -digest {digest} -in tsa/{token} -CAfile tsa/{authority}.pem"


@dataclass(frozen=True)
class Commands:
    """The authorities by name, and the commands for the time stamps of the files and of the custody log."""

    authorities: list[str]
    exhibits: list[str]
    custody: list[str]


def read_me(
    *,
    title: str,
    council: str,
    audience: str,
    contents: Iterable[str],
    left_out: int,
    fingerprint: str,
    commands: Commands,
) -> str:
    """00_READ_ME_FIRST.html."""
    return PAGE.format(
        title=escape(title),
        council=escape(council),
        audience=escape(audience),
        contents="\n".join(f"<li>{escape(line)}</li>" for line in contents),
        left_out=_left_out(left_out),
        manifests=escape("\n".join(MANIFEST_COMMANDS)),
        fingerprint=escape(fingerprint),
        fingerprint_command=escape(FINGERPRINT_COMMAND),
        stamps=_stamps(commands),
        not_proved="\n".join(f"<li>{escape(line)}</li>" for line in NOT_PROVED),
    )


def _left_out(number: int) -> str:
    """How many, and no label: a reader need not know which files they do not get."""
    if not number:
        return ""
    files = "One file that was chosen is" if number == 1 else f"{number} files that were chosen are"
    return (
        f"<p>{files} not in this bundle: only a copy of it could be given, "
        "such as one with parts covered, and none could be made.</p>\n"
    )


def _stamps(commands: Commands) -> str:
    if not commands.authorities:
        return "<p>This bundle has no time stamps: no authority is set up in the portal. Rely on the fingerprint.</p>"
    bundle = escape("\n".join(bundle_commands(commands.authorities)))
    return (
        "<p>These check the time stamps (RFC 3161); each must end in “Verification: OK”. A time stamp of the whole "
        "bundle that is not there yet was still waiting when this copy was taken: ask for a later copy. Compare the "
        f"roots in tsa/*.pem with those that the authorities publish.</p>\n<pre>{bundle}</pre>\n"
        + _block("And for each file that was stamped when it was added:", commands.exhibits)
        + _block(
            "And for the custody log, which was stamped on the days on which something was added to it; "
            "the number is that of the lines that were there:",
            commands.custody,
        )
    )


def _block(words: str, commands: list[str]) -> str:
    return f"<p>{words}</p>\n<pre>{escape(chr(10).join(commands))}</pre>\n" if commands else ""
