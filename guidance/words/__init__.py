"""The words that the guidance explains: the list for readers, and the page on which a draft's are kept."""
