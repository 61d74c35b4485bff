"""The command line: options, the process, and what leads to each command."""
