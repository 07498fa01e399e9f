"""Extensions of the web side alone."""

from __future__ import annotations

from flask_babel import Babel
from flask_login import LoginManager
from flask_wtf.csrf import CSRFProtect

babel = Babel()
login = LoginManager()
csrf = CSRFProtect()
