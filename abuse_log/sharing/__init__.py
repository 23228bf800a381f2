"""Sharing a record with officers: with whom, what, until when; and what they do with it."""
