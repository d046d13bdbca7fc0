"""What a spreadsheet may write between columns instead of commas."""

OTHER_SEPARATORS = {";": "semicolons", "\t": "tabs"}
