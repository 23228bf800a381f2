"""The people pages. Each view loads, permits, validates, acts, answers."""
