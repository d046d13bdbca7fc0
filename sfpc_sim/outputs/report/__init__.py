"""The report: one page that a Board can be given."""
