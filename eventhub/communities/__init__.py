"""Communities: local, online and topical groups with their contacts and the places where they live."""
