"""Which people and vacancies are drawn for benchmarks and tests? Nothing of it is in the installed package."""
