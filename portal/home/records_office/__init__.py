"""Holds, retention and disclosure by page: for information governance and the Monitoring Officer’s office."""
