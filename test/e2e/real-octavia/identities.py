"""Users, roles, projects and the load-balancer endpoint, each only where it is missing or differs."""

import os

import openstack

ENV = os.environ
ADMIN = {
    "auth_url": ENV["AUTH_URL"],
    "username": "admin",
    "password": ENV["ADMIN_PASSWORD"],
    "project_name": "admin",
    "user_domain_id": "default",
    "project_domain_id": "default",
}
ACCOUNTS = [
    # user, password, project, roles
    ("octavia", ENV["SERVICE_PASSWORD"], "service", ["admin"]),
    ("lb-auditor", ENV["MEMBER_PASSWORD"], "workshop", ["load-balancer_global_observer"]),
    ("lb-observer", ENV["MEMBER_PASSWORD"], "workshop", ["reader", "load-balancer_observer"]),
    ("lb-member", ENV["MEMBER_PASSWORD"], "workshop", ["member", "load-balancer_member"]),
    ("lb-reader", ENV["MEMBER_PASSWORD"], "workshop", ["reader"]),
]
DOMAIN = {"domain_id": "default"}

identity = openstack.connection.Connection(**ADMIN).identity


def project_named(name):
    return identity.find_project(name, **DOMAIN) or identity.create_project(name=name, **DOMAIN)


for user_name, password, project_name, roles in ACCOUNTS:
    project = project_named(project_name)
    user = identity.find_user(user_name, **DOMAIN) or identity.create_user(name=user_name, password=password, **DOMAIN)
    for role_name in roles:
        role = identity.find_role(role_name) or identity.create_role(name=role_name)
        identity.assign_project_role_to_user(project, user, role)
service = identity.find_service("octavia") or identity.create_service(name="octavia", type="load-balancer")
if not identity.find_region("RegionOne"):
    identity.create_region(id="RegionOne")
for interface in ("public", "internal", "admin"):
    wanted = {"service_id": service.id, "region_id": "RegionOne", "interface": interface}
    known = next(identity.endpoints(**wanted), None)
    if known is None:
        identity.create_endpoint(url=ENV["LOAD_BALANCER_URL"], **wanted)
    elif known.url != ENV["LOAD_BALANCER_URL"]:
        identity.update_endpoint(known, url=ENV["LOAD_BALANCER_URL"])

# Whose balancers the story tells of.
for key, name in (("ADMIN", "admin"), ("WORKSHOP", "workshop"), ("STUDIO", "studio")):
    print(f"PROJECT_{key}={project_named(name).id}")
