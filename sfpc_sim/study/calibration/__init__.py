"""What no table gives directly: beliefs and shapes calibrated on simulated worlds, with diagnostics."""
