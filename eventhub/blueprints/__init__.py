"""The faces: thin layers between a browser or a program and the domains."""
