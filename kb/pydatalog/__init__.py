"""pyDatalog as a second engine, in a process of its own."""
