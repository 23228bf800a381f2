"""Each document has an owner, which is a role, and a day on which it is reviewed."""
