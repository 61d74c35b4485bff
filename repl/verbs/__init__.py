"""What can be asked and done, each on the command line and in the session."""
