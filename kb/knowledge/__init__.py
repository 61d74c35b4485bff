"""The knowledge base: policies loaded, kept, revised and asked."""
