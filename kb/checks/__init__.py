"""What is found in policy files before anything is evaluated, as diagnostics."""
