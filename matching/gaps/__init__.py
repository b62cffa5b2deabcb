"""What is missing, what would open more vacancies, and which course closes the gap? Never asks the store."""
