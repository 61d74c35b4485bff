"""Receipts of answers: written with all that it takes to ask again, and asked again of the policies of today."""
