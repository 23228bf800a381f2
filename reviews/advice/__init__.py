"""Advice requests: the desk."""
