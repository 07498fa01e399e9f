"""Spreading an event: texts for each channel, a share image, a poster, and how many came from where."""
