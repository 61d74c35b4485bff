"""Being asked: from the answers so far to the next question that still matters, or to the end. Pure steps."""
