"""Pages of the evidence of one record."""
