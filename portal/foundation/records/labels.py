"""The exemptions that a redaction may rest on, as they are named in the mark that takes the place of the words."""

from django.db import models


class Label(models.TextChoices):
    """Freedom of Information Act 2000 (s), Environmental Information Regulations 2004 (EIR) and Data Protection Act
    2018, Schedule 2 (DPA). Which one applies is a person's judgement.
    """

    S21 = "s21", "s21 available elsewhere"
    S30 = "s30", "s30 investigations"
    S31 = "s31", "s31 law enforcement"
    S36 = "s36", "s36 conduct of public affairs"
    S38 = "s38", "s38 health and safety"
    S40_2 = "s40-2", "s40(2) personal data"
    S40_5B = "s40-5b", "s40(5B) neither confirm nor deny"
    S41 = "s41", "s41 given in confidence"
    S42 = "s42", "s42 legal privilege"
    S44 = "s44", "s44 barred by other law"
    EIR_12_4E = "eir-12-4e", "EIR 12(4)(e) internal communications"
    EIR_12_5B = "eir-12-5b", "EIR 12(5)(b) course of justice"
    EIR_12_5F = "eir-12-5f", "EIR 12(5)(f) interests of who gave it"
    EIR_13 = "eir-13", "EIR 13 personal data"
    DPA_2 = "dpa-2", "DPA Sch 2 para 2 crime"
    DPA_7 = "dpa-7", "DPA Sch 2 paras 7 to 12 regulatory functions"
    DPA_16 = "dpa-16", "DPA Sch 2 para 16 other people"
    DPA_19 = "dpa-19", "DPA Sch 2 para 19 legal privilege"


def mark(*labels: str) -> str:
    """What stands in place of the words: "[redacted: s40(2) personal data]"."""
    return f"[redacted: {'; '.join(Label(label).label for label in sorted(set(labels)))}]"
