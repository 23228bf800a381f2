"""What waits for me, notices, statement pages, health: whatever looks across rooms."""
