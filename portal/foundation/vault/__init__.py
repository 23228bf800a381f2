"""Keys, encrypted fields and sealed streams."""
