"""Answers as people and programs read them. Nothing here decides anything."""
