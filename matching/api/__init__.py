"""The HTTP door: JSON routes and server-rendered pages."""
