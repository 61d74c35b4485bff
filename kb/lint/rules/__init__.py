"""The rules of `licet lint`, one a module: each takes a `Subject` and gives diagnostics."""
