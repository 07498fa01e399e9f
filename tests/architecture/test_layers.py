"""Who may import whom: the rule as data, a walk over every import, and proof that the walk sees a planted fault."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "eventhub"

# Each line may import itself and every line above it. Names on one line are siblings, which do not know each other:
# they meet in eventhub/wiring.py.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("core",),
    ("accounts",),
    ("regions",),
    ("communities",),
    ("events",),
    ("library",),
    ("ambassadors", "requests", "outreach"),
    ("recognition",),
    ("feeds",),
    ("imports", "mail"),
    ("wiring",),
    ("config",),
    ("jobs",),
    ("extensions",),
    ("migrations",),
    ("blueprints",),
    (PACKAGE,),  # eventhub/__init__.py, which holds create_app
    ("cli", "__main__"),
)

# Names on these lines that stand apart: what they may import besides what everybody may, and who may import them.
ONLY_THESE_MAY_IMPORT = {
    "config": {"jobs", "extensions", "blueprints", PACKAGE, "cli", "__main__"},
    "extensions": {"blueprints", PACKAGE, "cli", "__main__"},
}
MAY_IMPORT_ONLY = {"config": {"core"}}

# Inside a domain: each may import those before it. Modules with other names are free among themselves and below.
INSIDE = ("permissions", "workflow", "rules", "models", "queries", "services", "reactions", "seeds")
DOMAINS = tuple(name for line in LAYERS[1 : LAYERS.index(("wiring",))] for name in line)

# Everything before wiring knows nothing of the web, but for two doors with a name.
WEB = ("flask", "flask_*", "werkzeug", "wtforms", "apiflask", "granian", "whitenoise")
WEBLESS = ("core", *DOMAINS)
DOORS = {"core.db": {"flask_sqlalchemy"}, "core.text": {"flask_babel"}}

# Blueprints link to each other by url_for; these parts of the package are for all of them.
SHARED_BY_BLUEPRINTS = {
    "access",
    "errors",
    "context",
    "pages",
    "forms",
    "dates",
    "feed_answer",
    "settings",
    "follow",
    "fragments",
    "frame",
    "heads",
    "inbox",
    "present",
    "subscribe",
    "logs",
    "static",
    "structured",
    "words",
}

RANKS = {name: rank for rank, line in enumerate(LAYERS) for name in line}


@dataclass(frozen=True)
class Import:
    """One name that a module imports, in the form "core.db" or, from outside, "flask"."""

    line: int
    target: str
    ours: bool
    typing_only: bool
    at_top: bool


@dataclass(frozen=True)
class Source:
    """A module of the package: its name without "eventhub." (the package itself is "eventhub"), and its text."""

    name: str
    text: str
    is_package: bool = False

    @property
    def parts(self) -> list[str]:
        return [] if self.name == PACKAGE else self.name.split(".")

    @property
    def top(self) -> str:
        return self.name.split(".", maxsplit=1)[0]


def the_modules() -> list[Source]:
    """All modules of the package, as far as they exist."""
    found = []
    for path in sorted((ROOT / PACKAGE).rglob("*.py")):
        parts = path.relative_to(ROOT / PACKAGE).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if is_package else parts) or PACKAGE
        found.append(Source(name, path.read_text("utf-8"), is_package))
    return found


def imports_of(source: Source, known: set[str]) -> list[Import]:
    """Every import of a module, also those inside functions."""
    return list(walk(ast.parse(source.text).body, source, known, typing_only=False, at_top=True))


def walk(nodes: Iterable[ast.AST], source: Source, known: set[str], *, typing_only: bool, at_top: bool) -> Iterator[Import]:
    for node in nodes:
        if isinstance(node, ast.Import | ast.ImportFrom):
            for target, ours in targets(node, source, known):
                yield Import(node.lineno, target, ours, typing_only, at_top)
        elif isinstance(node, ast.If) and is_type_checking(node.test):
            yield from walk(node.body, source, known, typing_only=True, at_top=at_top)
            yield from walk(node.orelse, source, known, typing_only=typing_only, at_top=at_top)
        else:
            inside = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            children = ast.iter_child_nodes(node)
            yield from walk(children, source, known, typing_only=typing_only, at_top=at_top and not inside)


def is_type_checking(test: ast.expr) -> bool:
    return ast.unparse(test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING")


def targets(node: ast.Import | ast.ImportFrom, source: Source, known: set[str]) -> Iterator[tuple[str, bool]]:
    """What an import names: the module where the name is one, the module that holds it otherwise."""
    if isinstance(node, ast.Import):
        yield from (named(alias.name, known) for alias in node.names)
        return
    base = node.module or ""
    if node.level:
        here = [PACKAGE, *source.parts]
        above = here if source.is_package else here[:-1]
        base = ".".join([*above[: len(above) - node.level + 1], *([node.module] if node.module else [])])
    yield from (named(f"{base}.{alias.name}", known, holder=base) for alias in node.names)


def named(full: str, known: set[str], *, holder: str | None = None) -> tuple[str, bool]:
    if full.split(".")[0] != PACKAGE:
        return holder or full, False
    short = full.removeprefix(f"{PACKAGE}.")
    if holder is None or short in known:
        return short, True
    return holder.removeprefix(f"{PACKAGE}."), True


def faults(source: Source, known: set[str]) -> list[str]:
    """What a module imports against the rule, a sentence each."""
    if source.top not in RANKS:
        return [f"eventhub/{source.name}: has no place in LAYERS; decide who may import it and add it there."]
    reasons = [(found, fault(source, found)) for found in imports_of(source, known)]
    return [f"eventhub.{source.name}, line {found.line}: {reason}" for found, reason in reasons if reason]


def fault(source: Source, found: Import) -> str | None:
    """Why one import is against the rule, or None."""
    if not found.ours:
        return web_fault(source, found)
    top = found.target.split(".")[0]
    if top not in RANKS:
        return f"imports {found.target}, which has no place in LAYERS; add it there."
    if top == source.top:
        return inside_fault(source, found)
    return layer_fault(source, top, found.target)


def web_fault(source: Source, found: Import) -> str | None:
    package = found.target.split(".")[0]
    is_web = any(package == name or (name.endswith("*") and package.startswith(name[:-1])) for name in WEB)
    if not is_web or source.top not in WEBLESS or package in DOORS.get(source.name, ()):
        return None
    return f"imports {package}, but {source.top} knows nothing of the web; hand it plain values, or ask through core."


def layer_fault(source: Source, top: str, target: str) -> str | None:
    allowed = ONLY_THESE_MAY_IMPORT.get(top)
    if allowed is not None and source.top not in allowed:
        return f"imports {target}, which only {', '.join(sorted(allowed))} may import."
    only = MAY_IMPORT_ONLY.get(source.top)
    if only is not None and top not in only:
        return f"imports {target}, but {source.top} may import only {', '.join(sorted(only))}."
    if RANKS[top] == RANKS[source.top]:
        return f"imports its sibling {target}; siblings meet in eventhub/wiring.py."
    if RANKS[top] > RANKS[source.top]:
        return f"imports {target}, which stands above {source.top}; let it react in eventhub/wiring.py instead."
    return None


def inside_fault(source: Source, found: Import) -> str | None:
    """Imports within one top-level package: the order inside a domain, and blueprints among each other."""
    mine, theirs = second(source.name), second(found.target)
    if mine == theirs:
        return None
    if source.top == "blueprints":
        return None if mine == "" or theirs in SHARED_BY_BLUEPRINTS else blueprint_fault(found.target)
    if source.top not in DOMAINS or found.typing_only or mine == "":
        return None
    if theirs == "":
        return f"imports from eventhub.{source.top} itself; import from the module that defines the name."
    if mine in INSIDE and theirs in INSIDE and INSIDE.index(theirs) > INSIDE.index(mine):
        return f"imports {found.target}; inside a domain the order is {' < '.join(INSIDE)}."
    return None


def blueprint_fault(target: str) -> str:
    return f"imports {target}; a blueprint never imports another: link with url_for, share through the domain."


def second(name: str) -> str:
    """The part of a name after its first dot: "review" of "events.review", nothing of "events"."""
    return [*name.split("."), ""][1]


def cycles(sources: Iterable[Source], known: set[str]) -> list[list[str]]:
    """Rings of modules that import each other while they load."""
    edges = {
        source.name: {
            found.target for found in imports_of(source, known) if found.ours and found.at_top and not found.typing_only
        }
        - {source.name}
        for source in sources
    }
    rings, done = [], set()

    def visit(name: str, trail: list[str]) -> None:
        if name in trail:
            rings.append([*trail[trail.index(name) :], name])
        elif name not in done:
            for target in sorted(edges.get(name, ())):
                visit(target, [*trail, name])
            done.add(name)

    for name in sorted(edges):
        visit(name, [])
    return rings


def names_of(sources: Iterable[Source]) -> set[str]:
    return {source.name for source in sources}


def test_every_module_imports_only_what_stands_below_it():
    modules = the_modules()
    known = names_of(modules)

    assert "\n".join(line for module in modules for line in faults(module, known)) == ""


def test_no_modules_import_each_other_in_a_ring():
    modules = the_modules()

    rings = [ring for ring in cycles(modules, names_of(modules)) if not registers_its_own_routes(ring)]
    assert "\n".join(" -> ".join(ring) for ring in rings) == ""


def registers_its_own_routes(ring):
    """A blueprint's package imports its modules at its end so that they register their routes on it."""
    home = ".".join(ring[0].split(".")[:2])
    return home.startswith("blueprints.") and all(name == home or name.startswith(f"{home}.") for name in ring)


KNOWN = {
    "core", "core.db", "core.text", "core.clock", "accounts", "accounts.models", "events", "events.models", "events.queries",
    "events.services", "events.services.review", "events.workflow", "events.series", "requests", "requests.models", "outreach",
    "outreach.models", "feeds.ical", "wiring", "config", "extensions", "blueprints", "blueprints.access", "blueprints.desk.views",
    "blueprints.events", "blueprints.events.forms", "blueprints.events.views", "jobs.mail", "cli.seed", PACKAGE,
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("core.clock", "from eventhub.accounts import models", "stands above core"),
        ("core.clock", "import eventhub.events.models", "stands above core"),
        (
            "accounts.models",
            "def f():\n    from eventhub.events.models import Event",
            "line 2: imports events.models, which stands above",
        ),
        ("accounts.models", "if TYPE_CHECKING:\n    from eventhub.events.models import Event", "stands above accounts"),
        ("requests.models", "from eventhub.outreach.models import Contact", "imports its sibling outreach.models"),
        ("events.models", "from eventhub.events.queries import get_event", "inside a domain the order is"),
        ("events.queries", "from .services.review import claim", "inside a domain the order is"),
        ("events.services.review", "from ..reactions import react", "imports events.reactions; inside a domain"),
        ("events.models", "from eventhub.events import Event", "import from the module that defines the name"),
        ("events.models", "from flask import request", "knows nothing of the web"),
        ("events.models", "import wtforms.validators", "knows nothing of the web"),
        ("events.models", "from flask_sqlalchemy import SQLAlchemy", "knows nothing of the web"),
        ("core.db", "from flask_login import current_user", "knows nothing of the web"),
        ("events.services", "from eventhub.config import Settings", "which only"),
        ("wiring", "from eventhub import extensions", "which only"),
        ("config", "from eventhub.accounts.models import Person", "may import only core"),
        ("wiring", "from eventhub.blueprints.events import views", "stands above wiring"),
        ("jobs.mail", "from eventhub import create_app", "stands above jobs"),
        ("blueprints.desk.views", "from eventhub.blueprints.events.forms import EventForm", "never imports another"),
        ("blueprints.desk.views", "from eventhub.blueprints import events", "never imports another"),
        ("blueprints.access", "from .events.views import bp", "never imports another"),
        ("helpers", "", "has no place in LAYERS"),
        ("events.models", "from eventhub.helpers import slug", "has no place in LAYERS"),
    ],
)
def test_a_planted_fault_is_found_and_named(name, text, says):
    found = faults(Source(name, text), KNOWN | {"helpers"})

    assert len(found) == 1
    assert says in found[0]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("core.db", "from flask_sqlalchemy import SQLAlchemy"),
        ("core.text", "from flask_babel import lazy_gettext"),
        ("accounts.models", "import requests\nfrom babel import Locale\nfrom eventhub.core import db"),
        ("events.services", "from eventhub.events import queries\nfrom ..accounts.models import Person\nfrom . import models"),
        ("events.models", "if TYPE_CHECKING:\n    from eventhub.events.services import review"),
        ("events.models", "from eventhub.events.series import Series"),
        ("feeds.ical", "from eventhub.events.models import Event\nfrom eventhub.requests.models import Line"),
        ("wiring", "from eventhub import events, requests, outreach\nimport eventhub.feeds.ical"),
        (
            "blueprints.desk.views",
            "from flask import flash\nfrom eventhub.blueprints.access import allow\nfrom eventhub import wiring",
        ),
        ("blueprints.events.views", "from .forms import EventForm\nfrom eventhub.extensions import login"),
        (PACKAGE, "from eventhub import blueprints, config, extensions, wiring\nfrom .core import db"),
        ("cli.seed", "from eventhub import create_app\nfrom eventhub.config import Settings\nimport flask"),
    ],
)
def test_what_the_rule_allows_passes(name, text):
    assert faults(Source(name, text, is_package=name == PACKAGE), KNOWN) == []


def test_a_planted_ring_is_found():
    planted = [
        Source("core.db", "from eventhub.core.clock import now"),
        Source("core.clock", "from eventhub.core.text import label"),
        Source("core.text", "from eventhub.core import db"),
        Source("core", "def f():\n    from eventhub.core import db", is_package=True),
    ]

    assert cycles(planted, names_of(planted)) == [["core.clock", "core.text", "core.db", "core.clock"]]
