"""Numbers that people use to name a record."""

from django.db import models


class Counter(models.Model):
    """The last number given for a prefix in a year."""

    prefix = models.CharField(max_length=3)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["prefix", "year"], name="records_one_counter"),
            models.CheckConstraint(condition=models.Q(prefix__regex=r"^[A-Z]{3}$"), name="records_prefix"),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year}-{self.last:04d}"
