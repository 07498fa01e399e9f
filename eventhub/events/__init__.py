"""Gatherings: formats, events and their dates, and the review that brings them out."""
