"""What looks wrong in policies that are in order: rules, each about one thing, and allowances in comments."""
