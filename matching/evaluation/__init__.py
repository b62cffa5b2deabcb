"""How good is it: metrics, benchmarks, generated populations?"""
