"""An authority's own SSDA903 return: files in, spells of care out, nothing at child level beyond that."""
