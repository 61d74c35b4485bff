"""What editors need of policy files: colors, and answers about a place in the text. Pure functions; the language server
is their door."""
