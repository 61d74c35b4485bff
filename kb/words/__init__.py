"""What every view is made of: styled text, and conclusions in words."""
