"""Sleep on it: a draft kept for its writer alone, a mail without content the next day, and then it is deleted."""
