"""Facts that stay in tables: audits of millions of things."""
