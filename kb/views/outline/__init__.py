"""A proof as it is shown: a tree of labelled steps."""
