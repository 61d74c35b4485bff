"""The in-memory engines: programs compiled to Python, asked goal by goal or evaluated bottom-up."""
