"""Answers over all worlds: the decision, and the verdict or truth that follows from it."""
