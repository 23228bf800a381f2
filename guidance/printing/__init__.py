"""Editions on paper: what is printed of a text, and the PDF that a worker makes of it once."""
