"""The account check-up: questions about one's accounts, and what to do, the most dangerous first. It keeps nothing."""
