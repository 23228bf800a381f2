"""Writing on drafts, and the way of a draft to publication with four eyes."""
