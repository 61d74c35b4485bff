"""Mutants of policies: small changes that some test should notice, and the tests that are missing for the others."""
