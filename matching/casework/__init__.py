"""What a user does, as plain functions over the engine."""
