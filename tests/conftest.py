"""Makes the modules beside this file importable by every test; a busy machine fails no property.

Properties are tried on the same examples each time, so that the gate's word depends on the code alone; to look for
new ones: `pytest --hypothesis-profile explore`.
"""

import signal

from hypothesis import settings

from sfpc_sim.study.preparing import prepare_kernels

settings.register_profile("sfpc", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None)
settings.load_profile("sfpc")


def pytest_sessionstart() -> None:
    """Compile first: no test should wait for that, or be told of it.

    A shell makes what it starts in the background deaf to Ctrl-C, and commands inherit it: tests interrupt them.
    """
    prepare_kernels()
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
