"""What becomes of the items that the spider finds."""
