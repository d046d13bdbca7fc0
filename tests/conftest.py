"""Makes the modules beside this file importable by every test; a busy machine fails no property."""

from hypothesis import settings

from sfpc_sim.study.preparing import prepare_kernels

settings.register_profile("sfpc", deadline=None)
settings.load_profile("sfpc")


def pytest_sessionstart() -> None:
    """Compile first: no test should wait for that, or be told of it."""
    prepare_kernels()
