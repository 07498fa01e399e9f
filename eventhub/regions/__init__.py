"""The one tree of regions, from the world to a city area, and the cities with position and time zone."""
