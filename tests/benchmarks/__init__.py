"""How fast it is: `python -m tests.benchmarks`. Measured and printed side by side, never asserted."""
