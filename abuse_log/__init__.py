"""Incidents, evidence, decisions, reports, reminders."""
