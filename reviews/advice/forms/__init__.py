"""Forms of the advice room: what the member is asked, and what those who advise fill in."""
