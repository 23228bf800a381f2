"""Append-only events in a hash chain, and the read log."""
