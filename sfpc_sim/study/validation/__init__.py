"""The model held against what was published: each check with its table, margin, source and grade."""
