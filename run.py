#!/usr/bin/env python3
"""The one command of EventHub: ``python3 run.py demo|test|check|cli|lock``.

It needs Python 3.11 and nothing else. This file is kept to syntax that much older Pythons can read, so that they can say
in one line what is missing; everything else stands in ``launcher/``.
"""

import sys

OLDEST = (3, 11)


def complaint(version):
    # type: (tuple[int, ...]) -> str
    """What to tell somebody whose Python is too old, or an empty text."""
    if tuple(version[:2]) >= OLDEST:
        return ""
    found = ".".join(str(part) for part in version[:3])
    return "EventHub needs Python %d.%d or newer; this one is %s. Try: python3.11 run.py" % (OLDEST + (found,))


if __name__ == "__main__":
    too_old = complaint(tuple(sys.version_info[:3]))
    if too_old:
        sys.exit(too_old)
    # Only here, because an old Python could not even read these modules.
    from launcher.main import main

    sys.exit(main(sys.argv[1:]))
