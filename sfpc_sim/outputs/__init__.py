"""Tells people: text for a terminal today, pictures and reports later."""
