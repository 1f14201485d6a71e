"""Users, roles and the compute endpoints of two regions, each only where it is missing or differs."""

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
    # user, password, project, role
    ("nova", ENV["SERVICE_PASSWORD"], "service", "admin"),
    ("member", ENV["MEMBER_PASSWORD"], "workshop", "member"),
    ("reader", ENV["MEMBER_PASSWORD"], "workshop", "reader"),
]
COMPUTE = {"RegionOne": ENV["COMPUTE_URL"], "RegionTwo": ENV["SECOND_COMPUTE_URL"]}

identity = openstack.connection.Connection(**ADMIN).identity


def account(name, password, project_name, role_name):
    domain = {"domain_id": "default"}
    project = identity.find_project(project_name, **domain) or identity.create_project(name=project_name, **domain)
    user = identity.find_user(name, **domain) or identity.create_user(name=name, password=password, **domain)
    identity.assign_project_role_to_user(project, user, identity.find_role(role_name))


def endpoint(service, region, url):
    if not identity.find_region(region):
        identity.create_region(id=region)
    for interface in ("public", "internal", "admin"):
        wanted = {"service_id": service.id, "region_id": region, "interface": interface}
        known = next(identity.endpoints(**wanted), None)
        if known is None:
            identity.create_endpoint(url=url, **wanted)
        elif known.url != url:
            identity.update_endpoint(known, url=url)


for each in ACCOUNTS:
    account(*each)
compute = identity.find_service("nova") or identity.create_service(name="nova", type="compute")
for region_id, base in COMPUTE.items():
    endpoint(compute, region_id, base)
