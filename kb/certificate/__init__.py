"""Certificates of answers, and the kernel that checks them without trusting an engine."""
