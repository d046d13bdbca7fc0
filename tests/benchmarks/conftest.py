"""Makes the benchmarks importable: they stand beside the package and belong to the checkout only."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
