"""The vocabulary that every policy base of the tests begins with: what a license is about, and who does what."""

from __future__ import annotations

__all__ = ["CORE"]

CORE = """\
kind artifact "anything made"
kind organization "a company"
kind use "what somebody wants to do"
kind action "an act that a license may grant"
kind duty "something asked for in return"

relation by(use, organization) "who makes the use"
open relation on(use) = date "the day of the use"
relation does(use, action, artifact) "does that act to that thing"
relation comes_from(artifact, artifact) "comes from it, over any number of steps"
relation fulfils_of(use, duty, license) "the duty is discharged"
relation exempt(use, artifact, license) "the license of that thing does not bind the use"
relation licensed_under(artifact, license) "its publisher put it under that license"
open relation undisclosed_lineage(artifact) "made from something nobody names"
"""
