"""The story that the tests read: balancers of three projects in every state, relative to now.

Rows are written by Octavia's own models. Replaces what there is, so that a test may begin anew; the API may run
meanwhile. Arguments: the database's URL, and the ids of the three projects.
"""

import datetime
import sys
import uuid

import sqlalchemy
from octavia.db import base_models, models  # noqa: F401 (the models register their tables)

URL, *PROJECTS = sys.argv[1:]
TABLES = base_models.BASE.metadata.tables
NOW = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None, microsecond=0)
# Children first: each refers to those after it.
EMPTIED = (
    "l7rule", "l7policy", "health_monitor", "member", "session_persistence", "sni", "listener_cidr", "listener",
    "pool", "tags", "additional_vip", "vip", "vrrp_group", "load_balancer",
)
FILLED = ("load_balancer", "vip", "pool", "listener", "member", "health_monitor", "tags")

STATES = [
    # provisioning status, operating status, how many
    ("ACTIVE", "ONLINE", 9),
    ("ACTIVE", "DEGRADED", 2),
    ("ACTIVE", "NO_MONITOR", 1),
    ("ERROR", "ERROR", 4),
    ("ERROR", "OFFLINE", 2),
    ("ERROR", "ONLINE", 1),
    ("PENDING_CREATE", "OFFLINE", 5),
    ("PENDING_UPDATE", "ONLINE", 3),
    ("PENDING_UPDATE", "DRAINING", 1),
    ("PENDING_DELETE", "ONLINE", 3),
    ("DELETED", "OFFLINE", 2),
]


def uid(*parts):
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, ".".join(parts) + ".octavia.example"))


def ago(**span):
    return NOW - datetime.timedelta(**span)


def times(number, provisioning):
    """Of all that were never updated, and of those updated in one second, there are some."""
    created = ago(days=20 + 13 * number, seconds=number)
    if provisioning == "PENDING_CREATE":
        return ago(hours=3 + 40 * number), None if number % 4 else ago(hours=2 + 40 * number)
    if number % 5 == 2:
        return created, ago(days=9, hours=4)
    return created, ago(hours=5 * number + 1, seconds=7 * number)


def own_of(balancer):
    return {key: balancer[key] for key in ("project_id", "created_at", "updated_at")} | {"enabled": True}


def spare(name, balancer, rows):
    """A pool that no listener uses: no status tree has it."""
    rows["pool"].append(
        dict(own_of(balancer), id=uid(name, "spare"), name=f"{name}-spare", protocol="HTTP", lb_algorithm="ROUND_ROBIN",
             tls_enabled=False, provisioning_status="ACTIVE", operating_status="ERROR",
             load_balancer_id=balancer["id"]))


def tree(name, balancer, operating, rows):
    """A listener, its pool and three members, of which the first is in trouble where the balancer is."""
    own = own_of(balancer)
    is_bad = operating in ("ERROR", "DEGRADED")
    pool = uid(name, "pool")
    rows["pool"].append(
        dict(own, id=pool, name=f"{name}-pool", protocol="HTTP", lb_algorithm="ROUND_ROBIN", tls_enabled=False,
             provisioning_status="ACTIVE", operating_status="DEGRADED" if is_bad else "ONLINE",
             load_balancer_id=balancer["id"]))
    rows["listener"].append(
        dict(own, id=uid(name, "listener"), name=f"{name}-http", protocol="HTTP", protocol_port=80,
             connection_limit=-1, default_pool_id=pool, load_balancer_id=balancer["id"], client_authentication="NONE",
             provisioning_status="ERROR" if balancer["provisioning_status"] == "ERROR" else "ACTIVE",
             operating_status=operating if is_bad else "ONLINE"))
    for member in range(3):
        rows["member"].append(
            dict(own, id=uid(name, "member", str(member)), name=f"web-{member}", pool_id=pool, weight=1, backup=False,
                 ip_address=f"10.1.{len(rows['pool'])}.{member + 1}", protocol_port=8080, provisioning_status="ACTIVE",
                 operating_status="ERROR" if is_bad and member == 0 else "ONLINE"))
    rows["health_monitor"].append(
        dict(own, id=uid(name, "monitor"), name=f"{name}-monitor", type="HTTP", pool_id=pool, delay=5, timeout=3,
             fall_threshold=3, rise_threshold=2, http_method="GET", url_path="/", expected_codes="200",
             provisioning_status="ACTIVE", operating_status="ONLINE"))


def story():
    rows = {table: [] for table in FILLED}
    plan = [state[:2] for state in STATES for _ in range(state[2])]
    for number, (provisioning, operating) in enumerate(plan):
        name = f"lb-{number:02}"
        # By their ids and times balancers of one state do not stand together.
        created, updated = times((number * 7) % len(plan), provisioning)
        balancer = dict(
            id=uid(name), project_id=PROJECTS[number % 3], name=None if number == 13 else name, description="of the story",
            provisioning_status=provisioning, operating_status=operating, enabled=operating != "OFFLINE",
            provider=("noop_driver", "noop_driver-alt", None)[number % 3], created_at=created, updated_at=updated,
            topology="SINGLE")
        rows["load_balancer"].append(balancer)
        rows["vip"].append(
            dict(load_balancer_id=balancer["id"], ip_address=f"10.0.0.{number + 10}", port_id=uid(name, "port"),
                 subnet_id=uid("subnet"), network_id=uid("network")))
        if number % 4 == 0:
            rows["tags"].append(dict(resource_id=balancer["id"], tag="prod"))
        if number % 2 == 0:
            tree(name, balancer, operating, rows)
        if number % 7 == 0:
            spare(name, balancer, rows)
    return rows


engine = sqlalchemy.create_engine(URL)
filled = story()
with engine.begin() as database:
    for table in EMPTIED:
        database.execute(TABLES[table].delete())
    for table in FILLED:
        database.execute(TABLES[table].insert(), filled[table])
