"""The report for a Board: one file of HTML; one file here a section, and templates that escape everything."""
