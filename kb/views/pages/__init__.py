"""Answers as whole documents: HTML, Markdown, drawings, and what build servers read."""
