"""A session as a value: policies, what is assumed, and the commands there are."""
