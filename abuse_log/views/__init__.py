"""Pages of the records, by what they show."""
