"""Proofs: why something holds, why it does not, and how near it came."""
