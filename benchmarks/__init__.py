"""How well and how fast does it match? Each module answers one question; ``python -m benchmarks --list`` names them."""
