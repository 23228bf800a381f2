"""Pages of the sharing."""
