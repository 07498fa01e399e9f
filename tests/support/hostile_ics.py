"""Calendar files that mean harm, made from a name; each is some megabytes of one thing that a reader might trip over."""

from __future__ import annotations

from collections.abc import Callable

HEAD, TAIL = b"BEGIN:VCALENDAR\nVERSION:2.0\n", b"END:VCALENDAR\n"
EVERY_SECOND_OF_THE_DAY = ";".join(
    f"{part}={','.join(map(str, range(top)))}" for part, top in (("BYHOUR", 24), ("BYMINUTE", 60), ("BYSECOND", 60))
)


def event(*lines: str, uid: object = "one", start: str = "DTSTART:20200101T000000Z") -> bytes:
    return "\n".join(["BEGIN:VEVENT", f"UID:{uid}", "SUMMARY:Talk", start, *lines, "END:VEVENT", ""]).encode()


def many(count: int, *lines: str) -> bytes:
    return HEAD + b"".join(event(*lines, uid=number) for number in range(count)) + TAIL


def days(count: int) -> str:
    return ",".join(f"20{20 + n // 336 % 60:02}{n // 28 % 12 + 1:02}{n % 28 + 1:02}T000000Z" for n in range(count))


def zones(count: int, observances: int, rule: str) -> bytes:
    observance = f"BEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0117\nTZOFFSETTO:+0217\nRRULE:{rule}\nEND:STANDARD\n"
    parts = [
        f"BEGIN:VTIMEZONE\nTZID:Z{n}\n{observance * observances}END:VTIMEZONE\n".encode()
        + event("RRULE:FREQ=DAILY", uid=n, start=f"DTSTART;TZID=Z{n}:20270105T100000")
        for n in range(count)
    ]
    return HEAD + b"".join(parts) + TAIL


def overrides(count: int, parameter: str = "") -> bytes:
    changed = (
        event(
            f"RECURRENCE-ID{parameter}:20270101T{n // 3600:02}{n // 60 % 60:02}{n % 60:02}Z", start="DTSTART:20270101T000000Z"
        )
        for n in range(count)
    )
    return HEAD + event("RRULE:FREQ=DAILY") + b"".join(changed) + TAIL


FILES: dict[str, Callable[[], bytes]] = {
    # Rules
    "30,000 rules that never match": lambda: many(30_000, "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"),
    "30,000 rules for every second": lambda: many(30_000, "RRULE:FREQ=SECONDLY"),
    "30,000 rules for every second of a day": lambda: many(30_000, f"RRULE:FREQ=DAILY;{EVERY_SECOND_OF_THE_DAY}"),
    "long rules that all differ": lambda: (
        HEAD + b"".join(event(f"RRULE:FREQ=DAILY;COUNT={n + 1};{EVERY_SECOND_OF_THE_DAY}", uid=n) for n in range(30_000)) + TAIL
    ),
    "15 rules in each of 30,000 events": lambda: many(30_000, *["RRULE:FREQ=DAILY;COUNT=2"] * 15),
    "20 rules and 20 exceptions by rule": lambda: many(
        1, *[f"{name}:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30" for name in ("RRULE", "EXRULE") for _ in range(20)]
    ),
    "a position in a minute of an endless year": lambda: many(500, f"RRULE:FREQ=YEARLY;{EVERY_SECOND_OF_THE_DAY};BYSETPOS=-1"),
    # Dates
    "a million exceptions in a line": lambda: many(
        1, "RRULE:FREQ=DAILY", "EXDATE:" + ",".join(["20270106T100000Z"] * 1_000_000)
    ),
    "a million lines of exceptions": lambda: many(1, "RRULE:FREQ=DAILY", *["EXDATE:20270106T100000Z"] * 1_000_000),
    "20 events of 9,999 dates": lambda: many(20, f"RDATE:{days(9_999)}"),
    "30,000 changed dates": lambda: overrides(29_999),
    "30,000 changes from a date on": lambda: overrides(29_999, ";RANGE=THISANDFUTURE"),
    # Zones
    "600 zones of 200 observances": lambda: zones(600, 200, "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR,SA,SU"),
    "a zone of 100,000 observances": lambda: zones(1, 100_000, "FREQ=YEARLY"),
    "30,000 names with colons": lambda: (
        HEAD + b"".join(event(uid=n, start=f"DTSTART;TZID={'a:' * 400}20270105T100000") for n in range(30_000)) + TAIL
    ),
    # Lines and components
    "a million components in each other": lambda: HEAD + b"BEGIN:X\n" * 1_000_000 + TAIL,
    "4 million beginnings": lambda: HEAD + b"BEGIN:VEVENT\n" * 3_800_000,
    "2 million empty events": lambda: HEAD + b"BEGIN:VEVENT\nEND:VEVENT\n" * 2_000_000 + TAIL,
    "49 million empty lines": lambda: HEAD + b"\n" * 49_000_000 + TAIL,
    "a line of 49 million": lambda: (
        HEAD + b"BEGIN:VEVENT\nDTSTART:20270101\nX-A:" + b"a" * 49_000_000 + b"\nEND:VEVENT\n" + TAIL
    ),
    "more than is read": lambda: HEAD + b"\n" * 60_000_000,
    "folded at every byte": lambda: HEAD + (b"BEGIN:VEVENT\nDTSTART:20270101\nSUMMARY:a\n" + b" b\n" * 190_000) * 60 + TAIL,
    "names folded at every byte": lambda: HEAD + (b"BEGIN:VEVENT\nDTSTART:20270101\nS\n" + b" U\n" * 190_000) * 60 + TAIL,
    "380 lines of nothing in 30,000 events": lambda: many(30_000, *["X:b"] * 380),
    "nulls": lambda: HEAD + b"\0" * 40_000_000 + TAIL,
    "surrogates": lambda: b"\xff\xfe" + b"\x00\xd8" * 20_000_000,
    # Values
    "titles that are no UTF-8": lambda: many(20_000).replace(b":Talk", b":" + b"\xff\x81\xfe" * 500),
    "a million commas": lambda: many(400, *["CATEGORIES:" + "a," * 4_900] * 10),
    "parameters without end": lambda: many(40, "LOCATION" + ";A=B" * 240_000 + ":x"),
    "quotes without end": lambda: many(40, "LOCATION" + ';A="' * 240_000 + ":x"),
    "entities": lambda: many(490, "DESCRIPTION:<p>" + "&amp" * 24_000),
    "tables in tables": lambda: many(490, "DESCRIPTION:<p>" + "<table><tr><td>" * 6_600),
    "tags that never end": lambda: many(490, "DESCRIPTION:<p>" + "<p " * 33_000),
}
