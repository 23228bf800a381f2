"""The pages of those who write on drafts. Nobody else sees that a draft is there: for them it is 404."""
