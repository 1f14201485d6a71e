# Databases, keys, users and the story that the tests read.

manage() { # keystone|nova, arguments of keystone-manage or nova-manage
  local service=$1
  shift
  "$PYTHON" -c "import sys; from $service.cmd.manage import main; sys.exit(main())" \
    --config-file "$STATE/tools/$service/$service.conf" "$@" >>"$STATE/setup-$service.log" 2>&1
}

make_keystone() {
  local url=$AUTH_URL/
  manage keystone db_sync
  manage keystone fernet_setup --keystone-user root --keystone-group root
  manage keystone credential_setup --keystone-user root --keystone-group root
  manage keystone bootstrap --bootstrap-password "$ADMIN_PASSWORD" --bootstrap-region-id RegionOne \
    --bootstrap-public-url "$url" --bootstrap-internal-url "$url" --bootstrap-admin-url "$url"
}

# Cell 0 has the same tables as cell 1: a copy is as good as a second migration, and takes no time.
make_nova() {
  manage nova api_db sync
  manage nova db sync --local_cell
  cp "$STATE/nova-cell1.sqlite" "$STATE/nova-cell0.sqlite"
  manage nova cell_v2 map_cell0 --database_connection "sqlite:///$STATE/nova-cell0.sqlite"
  manage nova cell_v2 create_cell --name cell1 --transport-url fake:// \
    --database_connection "sqlite:///$STATE/nova-cell1.sqlite"
}

make_databases() {
  [[ -e $STATE/.databases ]] && return 0
  say "making the databases"
  rm -rf "$STATE"/*.sqlite* "$STATE"/*-keys
  local keystone
  # As separate shells with -e of their own: in a condition, bash would go on after a failure.
  (set -e; make_keystone) &
  keystone=$!
  (set -e; make_nova) &
  wait $! || fail "nova's databases could not be made, see $STATE/setup-nova.log"
  wait "$keystone" || fail "keystone's database could not be made, see $STATE/setup-keystone.log"
  touch "$STATE/.databases"
}

seed_story() {
  "$PYTHON" "$HERE/seed.py" "$STATE" 9>&- || fail "the story could not be seeded"
}

# Keystone takes its time for each of them, so they are registered anew only where what they say has changed.
register_identities() {
  local facts="$COMPUTE_URL $SECOND_COMPUTE_URL $AUTH_URL"
  [[ $(cat "$STATE/.identities" 2>/dev/null) != "$facts" ]] || return 0
  env AUTH_URL="$AUTH_URL" ADMIN_PASSWORD="$ADMIN_PASSWORD" MEMBER_PASSWORD="$MEMBER_PASSWORD" \
    SERVICE_PASSWORD="$SERVICE_PASSWORD" COMPUTE_URL="$COMPUTE_URL" SECOND_COMPUTE_URL="$SECOND_COMPUTE_URL" \
    "$PYTHON" "$HERE/identities.py" || fail "users and endpoints could not be registered"
  printf '%s\n' "$facts" >"$STATE/.identities"
}
