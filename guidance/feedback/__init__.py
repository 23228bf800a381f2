"""Readers say what is wrong at a point; those who look after the guidance reply."""
