"""The sealed field, shown on a model of the house that has one (a stored file's name)."""

import copy
import pickle
import uuid
from threading import Barrier, Thread

import pytest
from django import forms
from django.core import serializers
from django.core.exceptions import FieldError
from django.db import connection, models, transaction
from django.db.migrations.writer import MigrationWriter
from django.db.models import F, Value
from django.test.utils import isolate_apps

from portal.foundation.files.models import StoredFile
from portal.foundation.vault.ciphers import CannotUnseal
from portal.foundation.vault.fields import EncryptedTextField
from tests.factories.files import StoredFileFactory

pytestmark = pytest.mark.django_db
NAME = "threat from the ward – 2.png"


def raw_name(stored: StoredFile) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM files_storedfile WHERE id = %s", [stored.pk])
        (value,) = cursor.fetchone()
    return bytes(value)


def set_raw_name(stored: StoredFile, value: bytes) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE files_storedfile SET name = %s WHERE id = %s", [value, stored.pk])


def test_field_is_text_in_python_and_sealed_in_the_database() -> None:
    """Red with a plain TextField."""
    stored = StoredFileFactory(name=NAME)

    assert stored.name == NAME
    assert StoredFile.objects.get(pk=stored.pk).name == NAME
    assert b"threat" not in raw_name(stored)
    assert raw_name(stored)[0] == 1


def test_field_empty_text_stays_empty() -> None:
    stored = StoredFileFactory(name="")

    assert raw_name(stored) == b""
    assert StoredFile.objects.get(pk=stored.pk).name == ""
    assert list(StoredFile.objects.filter(name="")) == [stored]


def test_field_is_unsealed_only_when_it_is_read() -> None:
    stored = StoredFileFactory(name=NAME)
    set_raw_name(stored, b"damaged")

    found = StoredFile.objects.get(pk=stored.pk)

    assert found.room == "advice"
    with pytest.raises(CannotUnseal):
        str(found.name)
    with pytest.raises(CannotUnseal):
        found.save()


def test_field_refuses_a_hundred_row_swaps() -> None:
    """Red when the primary key is left out of the associated data."""
    rows = [StoredFileFactory(name=f"{number}.png") for number in range(101)]
    tokens = [raw_name(row) for row in rows]
    refused = 0

    for row, token in zip(rows[1:], tokens[:-1], strict=True):
        set_raw_name(row, token)
        with pytest.raises(CannotUnseal):
            str(StoredFile.objects.get(pk=row.pk).name)
        refused += 1

    assert refused == 100


def test_field_refuses_a_token_from_another_column() -> None:
    """Red when the column is left out of the associated data."""
    stored = StoredFileFactory(name=NAME)
    field = StoredFile._meta.get_field("name")
    other = copy.copy(field)
    other.column = "other_name"

    with pytest.raises(CannotUnseal):
        other.unseal_for(stored, field.pre_save(stored, add=False))


def test_field_update_may_empty_but_never_write_text() -> None:
    """Red when text given to `update` is passed on: it would stand unsealed in the row."""
    stored = StoredFileFactory(name=NAME)

    for text in ("new", Value("new"), F("room")):
        with pytest.raises(TypeError), transaction.atomic():
            StoredFile.objects.filter(pk=stored.pk).update(name=text)
    assert StoredFile.objects.get(pk=stored.pk).name == NAME

    StoredFile.objects.filter(pk=stored.pk).update(name="")
    assert StoredFile.objects.get(pk=stored.pk).name == ""


def test_field_bulk_update_is_refused() -> None:
    stored = StoredFileFactory(name=NAME)
    stored.name = "new"

    with pytest.raises(TypeError):
        StoredFile.objects.bulk_update([stored], ["name"])


def test_field_bulk_create_seals_each_row_for_itself() -> None:
    first, second = StoredFileFactory(name="same"), StoredFileFactory(name="same")
    copies = [copy.copy(first), copy.copy(second)]
    for made in copies:
        made.pk, made.original_object = uuid.uuid4(), uuid.uuid4().hex

    StoredFile.objects.bulk_create(copies)

    assert [StoredFile.objects.get(pk=made.pk).name for made in copies] == ["same", "same"]
    assert raw_name(copies[0]) != raw_name(copies[1])


def test_field_save_of_a_part_leaves_the_token_alone() -> None:
    stored = StoredFileFactory(name=NAME)
    before = raw_name(stored)

    stored.save(update_fields=["state"])

    assert raw_name(stored) == before


def test_field_save_after_reading_seals_anew() -> None:
    stored = StoredFileFactory(name=NAME)
    before = raw_name(stored)

    stored.save()

    assert raw_name(stored) != before
    assert StoredFile.objects.get(pk=stored.pk).name == NAME


def test_field_deferred_only_and_refreshed() -> None:
    stored = StoredFileFactory(name=NAME)

    assert StoredFile.objects.defer("name").get(pk=stored.pk).name == NAME
    assert StoredFile.objects.only("room").get(pk=stored.pk).name == NAME
    other = StoredFile.objects.get(pk=stored.pk)
    other.name = "changed"
    other.save()
    stored.refresh_from_db()
    assert stored.name == "changed"
    stored.refresh_from_db(fields=["name"])
    assert stored.name == "changed"


def test_field_deferred_save_keeps_the_text() -> None:
    stored = StoredFile.objects.defer("name").get(pk=StoredFileFactory(name=NAME).pk)

    stored.save()

    assert StoredFile.objects.get(pk=stored.pk).name == NAME


def test_field_without_its_row_shows_no_token() -> None:
    StoredFileFactory(name=NAME)

    assert [str(value) for value in StoredFile.objects.values_list("name", flat=True)] == ["<sealed>"]


def test_field_survives_pickle_and_copy_before_and_after_reading() -> None:
    found = StoredFile.objects.get(pk=StoredFileFactory(name=NAME).pk)

    assert pickle.loads(pickle.dumps(found)).name == NAME
    assert copy.deepcopy(found).name == NAME
    assert found.name == NAME
    assert pickle.loads(pickle.dumps(found)).name == NAME


def test_field_cannot_be_searched_or_serialised() -> None:
    stored = StoredFileFactory(name=NAME)

    with pytest.raises(FieldError):
        StoredFile.objects.filter(name__icontains="threat")
    with pytest.raises(TypeError):
        list(StoredFile.objects.filter(name=NAME))
    with pytest.raises(TypeError):
        serializers.serialize("json", [stored])


@pytest.mark.parametrize("value", [b"bytes", 5, ["list"]])
def test_field_takes_text_only(value: object) -> None:
    stored = StoredFileFactory(name=NAME)
    stored.name = value

    with pytest.raises(TypeError):
        stored.save()


def test_field_in_a_form_keeps_text_and_checks_it() -> None:
    class NameForm(forms.ModelForm):
        class Meta:
            model = StoredFile
            fields = ("name",)

    stored = StoredFileFactory(name=NAME)

    assert NameForm(instance=stored)["name"].value() == NAME
    good = NameForm({"name": "line one\nline two"}, instance=stored)
    assert good.is_valid()
    good.save()
    assert StoredFile.objects.get(pk=stored.pk).name == "line one\nline two"
    for bad in ("", "x" * 256, "nul\0", "half \ud800 pair"):
        assert not NameForm({"name": bad}, instance=stored).is_valid()


def test_field_deconstructs_for_migrations() -> None:
    written, imports = MigrationWriter.serialize(EncryptedTextField(max_length=9, blank=True))

    assert written == "portal.foundation.vault.fields.EncryptedTextField(blank=True, max_length=9)"
    assert imports == {"import portal.foundation.vault.fields"}


@isolate_apps("portal.foundation.vault")
def test_field_check_asks_for_a_key_known_beforehand() -> None:
    class Numbered(models.Model):
        text = EncryptedTextField(unique=True)

        class Meta:
            app_label = "vault"

    assert {"vault.E001", "vault.E002"} <= {error.id for error in Numbered.check()}


@isolate_apps("portal.foundation.vault")
def test_field_reads_in_many_threads_never_show_a_token() -> None:
    """Red when the state of a reading stands on the field, which all threads share."""

    class Note(models.Model):
        id = models.UUIDField(primary_key=True, default=uuid.uuid4)
        text = EncryptedTextField()

        class Meta:
            app_label = "vault"

    field = Note._meta.get_field("text")
    notes = [Note(text=f"text {number}") for number in range(16)]
    tokens = [field.pre_save(note, add=True) for note in notes]
    wrong: list[object] = []
    start = Barrier(16)

    def read(number: int) -> None:
        start.wait()
        for _ in range(300):
            note = Note(id=notes[number].id, text=tokens[number])
            if note.text != f"text {number}" or forms.model_to_dict(note)["text"] != note.text:
                wrong.append(note.text)

    threads = [Thread(target=read, args=[number]) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []
