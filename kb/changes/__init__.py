"""What a change of policies means: which answers change, and what each changed statement says now."""
