# A MariaDB of our own at a socket, with Octavia's own tables. sqlite would be smaller, but Octavia's migrations do not
# run on it, and it compares words otherwise.

sql() { mariadb --no-defaults --user=root --socket="$SOCKET" "$@"; }

run_database() {
  local dir=$STATE/daemons/mariadb user tries
  if is_alive mariadb; then return 0; fi
  user=$(id -un)
  mkdir -p "$dir"
  rm -f "$dir/pid"
  if [[ ! -d $STATE/mysql/mysql ]]; then
    say "making the database"
    mariadb-install-db --no-defaults --user="$user" --datadir="$STATE/mysql" --skip-test-db \
      --auth-root-authentication-method=normal >>"$STATE/setup-octavia.log" 2>&1 ||
      fail "the database could not be made, see $STATE/setup-octavia.log"
  fi
  # The pid file's name stands alone, as is_alive looks for it.
  setsid mariadbd --no-defaults --user="$user" --datadir="$STATE/mysql" --socket="$SOCKET" --pid-file "$dir/pid" \
    --skip-networking --innodb-buffer-pool-size=32M --innodb-flush-log-at-trx-commit=2 \
    --log-error="$dir/mariadb.log" </dev/null >/dev/null 2>&1 9>&- &
  for ((tries = 0; tries < 300; tries += 1)); do
    if sql --execute 'SELECT 1' >/dev/null 2>&1; then return 0; fi
    sleep 0.1
  done
  fail "the database does not answer, see $dir/mariadb.log"
}

make_tables() {
  [[ ! -e $STATE/.tables ]] || return 0
  say "making Octavia's tables"
  sql --execute 'CREATE DATABASE IF NOT EXISTS octavia CHARACTER SET utf8'
  octavia_settings "$STATE/tools"
  octavia-db-manage --config-file "$STATE/tools/octavia.conf" upgrade head >>"$STATE/setup-octavia.log" 2>&1 ||
    fail "the tables could not be made, see $STATE/setup-octavia.log"
  touch "$STATE/.tables"
}
