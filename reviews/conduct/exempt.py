"""What lets a council keep a paper or a meeting from the public, and the one line for whoever asks about a complaint.

Pure. Sources: Local Government Act 1972, sections 100A(4) and 100I and Schedule 12A, Part 1, as it stands for England;
Freedom of Information Act 2000, section 40(5B).
"""

from collections.abc import Collection

from django.db import models

from reviews.conduct.wording import listed


class Paragraph(models.TextChoices):
    """Descriptions of exempt information, shortened. Those for complaints about members are 1, 2, 3, 5 and 7."""

    INDIVIDUAL = "1", "1. Information about an individual"
    IDENTITY = "2", "2. Information likely to show who an individual is"
    AFFAIRS = "3", "3. The financial or business affairs of a person, the council among them"
    LABOUR = "4", "4. Consultations or negotiations about labour relations"
    PRIVILEGE = "5", "5. Legal professional privilege that could be kept up in court"
    NOTICE = "6", "6. A notice, order or direction that the council means to give or make"
    CRIME = "7", "7. Action to prevent, investigate or prosecute crime"


PRESS_LINE = (
    "We neither confirm nor deny that a complaint has been made about any member. The law on personal information lets "
    "us say no more (Freedom of Information Act 2000, section 40(5B)). When a breach of the Code has been found and a "
    "notice is published, it stands on our page of published notices."
)


def resolution(item: str, paragraphs: Collection[str]) -> str:
    """The words with which a meeting keeps the public out for one item. Raises ValueError without a paragraph."""
    if not paragraphs:
        raise ValueError("Exempt information needs a paragraph of Schedule 12A.")
    which = f"paragraph{'s' if len(paragraphs) > 1 else ''} {listed(sorted(paragraphs))}"
    return (
        f"That under section 100A(4) of the Local Government Act 1972 the public be kept out of the meeting during “"
        f"{item}”, since it is likely that exempt information as described in {which} of Part 1 of Schedule 12A to "
        "that Act would be disclosed, and since in all the circumstances the public interest in keeping to the "
        "exemption outweighs the public interest in disclosing the information."
    )
