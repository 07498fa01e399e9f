"""Jobs: what happens without anybody asking. They load ids, call a service, and nothing else."""

from __future__ import annotations

from typing import Any

from eventhub.core import outbox
from eventhub.jobs import queue, tasks

EXTENSION = "eventhub_jobs"


def init_app(app: Any) -> tasks.Jobs:
    """Give the application its jobs: from here on a commit that wrote mail wakes the worker.

    :raises ValueError: the settings ask for a transport or a queue that there is not.
    """
    jobs = tasks.make_jobs(app)
    app.extensions[EXTENSION] = jobs
    queue.bind(jobs.enqueue_delivery)
    outbox.on_commit_wake(queue.wake)
    return jobs
