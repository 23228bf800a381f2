"""The protocol: editions, points, import, search."""
