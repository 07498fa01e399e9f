"""What others made and pages load: each file as its origin published it, or as tools/vendor.py cut it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

STATIC = Path(__file__).parents[2] / "static"
MANIFEST = json.loads((STATIC / "vendor" / "manifest.json").read_text("utf-8"))["files"]


def test_every_file_is_the_one_that_the_manifest_names():
    digests = {name: hashlib.sha256((STATIC / name).read_bytes()).hexdigest() for name in MANIFEST}

    assert digests == {name: said["sha256"] for name, said in MANIFEST.items()}


def test_no_file_is_missing_from_the_manifest():
    found = {
        path.relative_to(STATIC).as_posix()
        for path in (STATIC / "vendor").rglob("*")
        if path.suffix in {".js", ".css", ".woff2"}
    }

    assert found <= set(MANIFEST)
