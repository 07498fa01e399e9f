"""One structured line a request, with its id; private addresses masked."""

from __future__ import annotations

import logging
import re
import secrets
import sys
import time

import structlog
from flask import Flask, Response, g, request

from eventhub.blueprints.settings import settings_of
from eventhub.core import audit

_GIVEN = re.compile(r"^[A-Za-z0-9._-]{8,40}$")
_PRIVATE = re.compile(
    r"(/calendar/+u/+|/account/(?:confirm|reset|digest)/|/events/(?:registrations|speakers)/)[^/]+", re.IGNORECASE
)


def configure(level: str = "INFO") -> None:
    """JSON lines on standard error, for the server, the worker and the command line alike."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars, structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True), structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping().get(level, logging.INFO)),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr), cache_logger_on_first_use=False,
    )  # fmt: skip


def masked(path: str) -> str:
    """The path without the tokens that some addresses hold."""
    return _PRIVATE.sub(r"\1…", path)


def init_app(app: Flask) -> None:
    """Give every request an id and a line."""
    configure(settings_of(app).log_level)
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    given = request.headers.get("X-Request-ID", "")
    g.request_id = given if _GIVEN.match(given) else secrets.token_hex(8)
    audit.request_id.set(g.request_id)


def _end(response: Response) -> Response:
    request_id = g.get("request_id", "")
    response.headers["X-Request-ID"] = request_id
    if request.endpoint != "health.healthz":
        took = round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1)
        structlog.get_logger().info("request", request_id=request_id, method=request.method, path=masked(request.path),
                                    status=response.status_code, ms=took)  # fmt: skip
    return response
