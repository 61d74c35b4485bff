"""Answers as styled lines of text."""
