"""The only wing that prints."""
