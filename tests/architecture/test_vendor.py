"""What others made and pages load: each file as its origin published it, or as tools/vendor.py cut it."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

CARRIED = Path(__file__).parents[1] / "support" / "vendor"
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


def test_what_only_the_tests_run_is_what_its_table_names():
    rows = re.findall(r"^\| (\S+) \|.*`([0-9a-f]{64})` \|$", (CARRIED / "README.md").read_text("utf-8"), re.MULTILINE)
    scripts = [path for path in CARRIED.iterdir() if path.suffix in {".js", ".cjs", ".mjs"}]

    assert {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in scripts} == dict(rows)
