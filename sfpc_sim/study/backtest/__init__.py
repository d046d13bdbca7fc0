"""Back-testing: forecasts from what was known at an origin, scored on what came, beside simple methods."""
