"""Many worlds: replications, executors, the results store, estimates and comparisons."""
