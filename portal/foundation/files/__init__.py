"""Sealed originals, safe copies, guarded downloads."""
