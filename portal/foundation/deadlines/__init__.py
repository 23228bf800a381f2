"""Working calendars, clocks and reminders."""
