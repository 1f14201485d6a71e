"""Compute services and the audit's task_log, relative to today, with everything in it that a real history has.

Nova itself says where its periods begin and end. Prints nothing; leaves story.env in the state directory: which
period (by its end, as Nova writes it) shows what.
"""

import datetime
import sqlite3
import sys
import uuid

from nova import utils
from nova.objects import service

STATE = sys.argv[1]
HOSTS = [f"kvm-{number}.site.example" for number in range(1, 7)]
GONE = "kvm-old.site.example"
OTHER_SETTINGS = ["hour", "hour@30", "day", "day@18", "month@5", "year", "year@4"]
NOW = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)

# Months back from the last completed one (0). The gone host ran until two years ago.
UNFINISHED, ERRORS, NO_ROWS, ODD_STATE, STUCK, ONE_HOST, GONE_MAKES_UP, BROKEN = 0, 3, 5, 8, 9, 11, 28, 37
GONE_SINCE, OLDEST = 24, 38


def written(time):
    """The form in which SQLAlchemy stores and compares times in sqlite."""
    return time.strftime("%Y-%m-%d %H:%M:%S.%f")


def periods(setting, count):
    """The last completed periods, newest first; each one's end is the bound of the one before it."""
    before = NOW
    for _ in range(count):
        begin, end = utils.last_completed_audit_period(unit=setting, before=before)
        yield begin, end
        before = end


def instances(month, host):
    return 3 + (month * 7 + HOSTS.index(host) * 11 if host in HOSTS else month) % 50


def entry(month, host):
    """(state, instances, errors) of a host in a month, or None where it did not run."""
    first, last = HOSTS[0], HOSTS[-1]
    count = instances(month, host)
    if host == GONE and month < GONE_SINCE:
        return None
    if month == NO_ROWS or (month == ONE_HOST and host != first):
        return None
    if month in (UNFINISHED, GONE_MAKES_UP) and host == last:
        return None
    if (month, host) in ((UNFINISHED, HOSTS[1]), (STUCK, HOSTS[2])):
        return ("RUNNING", count, 0)
    if (month, host) == (ODD_STATE, HOSTS[3]):
        return ("ABORTED", count, 0)
    if month in (ERRORS, ERRORS + 12) and host in (first, last):
        return ("DONE", count, 2)
    if (month, host) == (BROKEN, first):
        return ("DONE", count, None)
    return ("DONE", count, 0)


def message(host, state, count):
    if state == "RUNNING":
        return "Instance usage audit started..."
    return f"Instance usage audit ran for host {host}, {count} instances in {count / 7} seconds."


def row(period, host, state, count, errors):
    begin, end = map(written, period)
    return (end, end, 0, "instance_usage_audit", state, host, begin, end, message(host, state, count), count, errors)


def rows():
    for month, period in enumerate(periods("month", OLDEST + 1)):
        for host in [*HOSTS, GONE]:
            found = entry(month, host)
            if found:
                yield row(period, host, *found)
    for setting in OTHER_SETTINGS:
        for number, period in enumerate(periods(setting, 4)):
            for host in HOSTS[number:]:
                yield row(period, host, "DONE", instances(number, host), 0)


def services():
    now = written(NOW)
    for host in HOSTS:
        # A disabled service counts as a host all the same.
        disabled = int(host == HOSTS[-1])
        name = str(uuid.uuid5(uuid.NAMESPACE_DNS, host))
        yield (now, now, host, "nova-compute", "compute", 10, disabled, 0, now, 0, service.SERVICE_VERSION, name)


database = sqlite3.connect(f"{STATE}/nova-cell1.sqlite", timeout=30)
with database:
    database.execute("DELETE FROM services WHERE binary = 'nova-compute'")
    database.executemany(
        "INSERT INTO services (created_at, updated_at, host, binary, topic, report_count, disabled, deleted,"
        " last_seen_up, forced_down, version, uuid) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        services(),
    )
    database.execute("DELETE FROM task_log")
    database.executemany(
        # A setting may share periods with another one: the first row stays.
        "INSERT OR IGNORE INTO task_log (created_at, updated_at, deleted, task_name, state, host, period_beginning,"
        " period_ending, message, task_items, errors) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        rows(),
    )

# Readers must not wait for writers; the setting stays with each file.
for name in ("keystone", "nova-api", "nova-cell0", "nova-cell1"):
    with sqlite3.connect(f"{STATE}/{name}.sqlite", timeout=30) as each:
        each.execute("PRAGMA journal_mode = WAL")

months = list(periods("month", OLDEST + 1))
story = {
    "UNFINISHED_MONTH": UNFINISHED,
    "MONTH_WITH_ERRORS": ERRORS,
    "MONTH_WITHOUT_ROWS": NO_ROWS,
    "MONTH_WITH_ODD_STATE": ODD_STATE,
    "MONTH_WITH_STUCK_HOST": STUCK,
    "MONTH_OF_ONE_HOST": ONE_HOST,
    "MONTH_OF_SEVEN_HOSTS": GONE_SINCE,
    "MONTH_MADE_UP": GONE_MAKES_UP,
    "BROKEN_MONTH": BROKEN,
    "OLDEST_MONTH": OLDEST,
}
with open(f"{STATE}/story.env", "w", encoding="utf-8") as file:
    for key, month in story.items():
        file.write(f"{key}={months[month][1]:%Y-%m-%d %H:%M:%S}\n")
