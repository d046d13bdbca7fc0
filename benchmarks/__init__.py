"""What is fast, as ratios from one run."""
