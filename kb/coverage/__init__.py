"""What of policies the tests beside them try: clauses, conditions, readings, sections of texts."""
