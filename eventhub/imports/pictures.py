"""Pictures of imported events: fetched through the guard, re-encoded like uploads, given to events that have none."""

from __future__ import annotations

from collections.abc import Mapping


def want_pictures(wanted: Mapping[int, str]) -> None:
    """Remember where the pictures of imported events lie: the event's id and the address. Fetches nothing, never commits.

    An event that is known here with the same address is left as it is; another address is asked anew.
    """
    raise NotImplementedError


def fetch_pictures(*, limit: int = 50, allow_private: bool = False) -> int:
    """Fetch the pictures that are wanted, at most so many, and return how many events have a cover now that had none.

    For a job after a sync: asks the network outside of any transaction, and writes each picture in a transaction of its
    own. What fails is not asked again for a week. An event that has a cover by then keeps it.
    """
    raise NotImplementedError
