"""`python -m sfpc_sim` is the same as `sfpc`."""

from sfpc_sim.cli.app import main

main()
