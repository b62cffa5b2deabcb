"""JSON addresses, by what they answer about."""
