"""What leaves the house as a calendar: plain values in, bytes out."""
