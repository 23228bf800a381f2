"""References that people quote."""
