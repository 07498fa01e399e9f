"""Helping to fill an event in: the checklist with its dates and owners, neighbours in time and place, a start from the past."""
