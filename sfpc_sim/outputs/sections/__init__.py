"""The sections of the summary, by topic: facts and estimates in, lines out; no lines where a topic does not apply."""
