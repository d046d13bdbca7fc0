"""Results for other people's programs: an accessible workbook, and tidy files with a data dictionary."""
