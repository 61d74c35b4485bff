"""Programs evaluated by a database: rules as SQL, facts where they are, conclusions as tables (extra `bulk`)."""
