"""One world: SimPy processes over a scenario, a draw and an address of luck."""
