"""A pure delay, five ways: children come, stay an exponential time, go; a census at each month's end."""
