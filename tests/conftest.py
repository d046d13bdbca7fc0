"""Makes the modules beside this file importable by every test; a busy machine fails no property."""

from hypothesis import settings

settings.register_profile("sfpc", deadline=None)
settings.load_profile("sfpc")
