# Configuration files. Each daemon has a directory of its own, so that two of them may differ in their settings.

keystone_settings() {
  mkdir -p "$1"
  cat >"$1/keystone.conf" <<END
[DEFAULT]
log_file = $1/keystone.log
use_stderr = false
[database]
connection = sqlite:///$STATE/keystone.sqlite
[identity]
# The cheapest hash: a login costs half a second otherwise, and here are no secrets.
password_hash_rounds = 4
[token]
provider = fernet
expiration = $TOKEN_TTL
[fernet_tokens]
key_repository = $STATE/fernet-keys
[credential]
key_repository = $STATE/credential-keys
[cache]
enabled = false
END
}

# Tokens are always validated at start's Keystone.
nova_settings() {
  local name=${1##*/}
  mkdir -p "$1" "$STATE/nova-state"
  cp "$(api_pipeline)" "$1/api-paste.ini"
  cat >"$1/nova.conf" <<END
[DEFAULT]
host = api-$name
transport_url = fake://
log_file = $1/nova.log
use_stderr = false
state_path = $STATE/nova-state
instance_usage_audit = true
instance_usage_audit_period = $AUDIT_PERIOD
[api_database]
connection = sqlite:///$STATE/nova-api.sqlite
[database]
connection = sqlite:///$STATE/nova-cell1.sqlite
[oslo_concurrency]
lock_path = $STATE/nova-state
[keystone_authtoken]
auth_type = password
auth_url = $AUTH_URL
www_authenticate_uri = http://127.0.0.1:$KEYSTONE_PORT/
username = nova
password = $SERVICE_PASSWORD
user_domain_name = Default
project_name = service
project_domain_name = Default
service_token_roles_required = true
# Without it the middleware refuses every token of an application credential with access rules.
service_type = compute
END
}

# The order of Nova's middleware, as the package brings it.
api_pipeline() {
  local file
  for file in /usr/share/nova-common/api-paste.ini /etc/nova/api-paste.ini; do
    if [[ -e $file ]]; then printf '%s\n' "$file"; return 0; fi
  done
  fail "the packages bring no api-paste.ini"
}

settings_for_tools() {
  keystone_settings "$STATE/tools/keystone"
  nova_settings "$STATE/tools/nova"
}
