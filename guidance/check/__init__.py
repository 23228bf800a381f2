"""The one check before something is posted: questions, hints on the wording, and the points that they rest on.

It never says that a post is fine, approved or cleared, and it keeps nothing.
"""
