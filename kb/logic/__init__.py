"""Datalog as such: values, rules, relations, strata, and what can be told of a program from its rules alone."""
