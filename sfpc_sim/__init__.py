"""A discrete-event Monte Carlo simulator of a council's children's-services programme."""

__version__ = "0.1.0"
