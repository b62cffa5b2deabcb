"""Returnee matching engine: people and vacancies in, explained matches out, across languages, on one laptop."""
