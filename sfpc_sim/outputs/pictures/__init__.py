"""Pictures of a result: one file a picture, each with its words and its table."""
