# Configuration files. Each Octavia has a directory of its own, so that two of them may differ in policy and page size.

# What 16.0.0 (2025.1) made of the roles, for the release that is installed: admin alone sees all projects, and member
# and reader see their own. Up to then the roles load-balancer_* decide, and the packages' own defaults stand.
policy_of_2025() {
  cat <<'END'
"context_is_admin": "role:admin"
"load-balancer:owner": "project_id:%(project_id)s"
"load-balancer:observer_and_owner": "role:reader and rule:load-balancer:owner"
"load-balancer:member_and_owner": "role:member and rule:load-balancer:owner"
"load-balancer:global_observer": "role:admin"
"load-balancer:admin": "is_admin:True or role:admin"
"load-balancer:read": "rule:load-balancer:observer_and_owner or rule:load-balancer:global_observer or rule:load-balancer:member_and_owner or rule:load-balancer:admin"
"load-balancer:read-global": "rule:load-balancer:global_observer or rule:load-balancer:admin"
"load-balancer:write": "rule:load-balancer:member_and_owner or rule:load-balancer:admin"
END
}

account_settings() { # SECTION
  cat <<END
[$1]
auth_type = password
auth_url = $AUTH_URL
username = octavia
password = $SERVICE_PASSWORD
user_domain_name = Default
project_name = service
project_domain_name = Default
END
}

octavia_settings() {
  mkdir -p "$1/policy.d"
  case $ROLES in
    named) : >"$1/policy.yaml" ;;
    keystone) policy_of_2025 >"$1/policy.yaml" ;;
    *) fail "ROLES is named or keystone" ;;
  esac
  cat >"$1/octavia.conf" <<END
[DEFAULT]
transport_url = fake://
log_file = $1/octavia.log
use_stderr = false
[api_settings]
auth_strategy = keystone
pagination_max_limit = $PAGE_MAX
enabled_provider_drivers = noop_driver: Does nothing, noop_driver-alt: Does nothing either
default_provider_driver = noop_driver
[database]
connection = mysql+pymysql://root@localhost/octavia?unix_socket=$SOCKET&charset=utf8
max_retries = 2
retry_interval = 1
[controller_worker]
amphora_driver = amphora_noop_driver
compute_driver = compute_noop_driver
network_driver = network_noop_driver
[certificates]
cert_manager = local_cert_manager
cert_generator = local_cert_generator
[oslo_messaging]
topic = octavia_prov
[oslo_policy]
policy_file = $1/policy.yaml
policy_dirs = $1/policy.d
$(account_settings keystone_authtoken)
www_authenticate_uri = http://127.0.0.1:$KEYSTONE_PORT/
service_token_roles_required = true
$(account_settings service_auth)
END
}
