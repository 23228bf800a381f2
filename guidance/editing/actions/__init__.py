"""What may be done to drafts, but for their way to publication (guidance/editing/stages.py)."""
