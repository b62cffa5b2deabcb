"""Pairs to eligibility, features, scores and reasons."""
