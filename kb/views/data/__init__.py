"""Answers as JSON-able data."""
