"""Jobs: what happens without anybody asking. They load ids, call a service, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eventhub.core import outbox
from eventhub.jobs import queue

if TYPE_CHECKING:
    from eventhub.jobs.tasks import Jobs

_EXTENSION = "eventhub_jobs"


def init_app(app: Any) -> None:
    """From here on a commit that wrote mail wakes the worker. The queue itself is opened by the first such commit."""
    queue.bind(lambda: get_jobs(app).enqueue_delivery())
    outbox.on_commit_wake(queue.wake)


def get_jobs(app: Any) -> Jobs:
    """The jobs of an application, made once.

    :raises ValueError: the settings ask for a transport or a queue that there is not.
    """
    from eventhub.jobs.tasks import make_jobs  # inline: what it takes to send mail is not needed for a server to start

    if _EXTENSION not in app.extensions:
        app.extensions[_EXTENSION] = make_jobs(app)
    jobs: Jobs = app.extensions[_EXTENSION]
    return jobs
