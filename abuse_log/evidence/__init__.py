"""Exhibits of a record: sealed files, who did what with them, covered copies, time stamps, and packs for others."""
