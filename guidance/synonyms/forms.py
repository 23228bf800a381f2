from django import forms

from guidance.lexicon import stems_of

MOST_WORDS = 12
LONGEST_WORD = 60


class GroupForm(forms.Form):
    """Words of the same meaning, one on each line."""

    words = forms.CharField(
        label="Words or phrases of the same meaning",
        help_text="One on each line, such as: libel, then defamation on the next line.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Enter at least two words or phrases, one on each line."},
    )

    def clean_words(self) -> list[str]:
        """The lines, in lower case, each once."""
        lines = (" ".join(line.split()).lower() for line in self.cleaned_data["words"].splitlines())
        words = list(dict.fromkeys(line for line in lines if line))
        if len(words) < 2:
            raise forms.ValidationError("Enter at least two different words or phrases, one on each line.")
        if len(words) > MOST_WORDS:
            raise forms.ValidationError(f"Enter at most {MOST_WORDS} words or phrases.")
        for word in words:
            if len(word) > LONGEST_WORD or not word.isprintable():
                raise forms.ValidationError(f"Keep each word or phrase to {LONGEST_WORD} letters on one line.")
        empty = next((word for word, stems in zip(words, stems_of(words), strict=True) if not stems), None)
        if empty is not None:
            raise forms.ValidationError(f"“{empty}” says nothing that can be searched for. Enter another word.")
        return words
