"""Pre-election periods: entered by people, shown to everybody whom they concern, marked on requests."""
