"""What calendar programs are answered with: headers just as they stand, and the methods they may use."""

from __future__ import annotations

from typing import Any

from flask import Response
from werkzeug.datastructures import Headers

METHODS = ["GET", "HEAD", "OPTIONS"]


class FeedResponse(Response):
    """A response whose headers go out as they stand: Werkzeug takes Last-Modified from a 304, which RFC 9110 §15.4.5 wants."""

    default_mimetype = None

    def get_wsgi_headers(self, environ: Any) -> Headers:
        """The headers, with the length of the body where there may be one."""
        if self.status_code not in (204, 304):
            self.headers["Content-Length"] = str(sum(map(len, self.response)))
        return self.headers
