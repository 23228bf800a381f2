"""Sample protocols of fictional councils, each built differently, with the clauses that a right reading gives."""

from collections.abc import Callable

from tests.guidance.samples import pdf_files, texts, word_files

Sample = Callable[[], tuple[bytes, dict[str, str]]]

SAMPLES: dict[str, Sample] = {
    "numbered.txt": texts.numbered,
    "continuous.txt": texts.continuous,
    "tight.txt": texts.tight,
    "dashes.txt": texts.dashes,
    "headings.md": texts.markdown,
    "table.md": texts.markdown_table,
    "styles.docx": word_files.styles_only,
    "automatic.docx": word_files.automatic_numbers,
    "clauses.docx": word_files.table_of_clauses,
    "rules.docx": word_files.table_of_rules,
    "bold.docx": word_files.bold_headings,
    "lettered.docx": word_files.lettered,
    "bullets.pdf": pdf_files.wrapped_bullets,
    "numbered.pdf": pdf_files.numbered,
    "by-hand.pdf": pdf_files.by_hand,
    "continuous.pdf": pdf_files.continuous,
}
