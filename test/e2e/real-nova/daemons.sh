# Daemons: one directory each below $STATE/daemons, with settings, log and pid file.

# True if the pid file's process is the one that was started with that pid file.
is_alive() {
  local file=$STATE/daemons/$1/pid pid
  pid=$(cat "$file" 2>/dev/null) || return 1
  [[ $pid =~ ^[0-9]+$ && -r /proc/$pid/cmdline ]] || return 1
  tr '\0' '\n' <"/proc/$pid/cmdline" | grep -qxF "$file"
}

# uwsgi closes the connection after every answer; deployments differ in whether they say so.
closing_options() {
  case $CLOSING in
    announced) printf '%s\n' --add-header 'Connection: close' ;;
    silent) ;;
    no-length) printf '%s\n' --rem-header Content-Length ;;
    *) fail "CLOSING is announced, silent or no-length" ;;
  esac
}

run_daemon() { # keystone|nova|octavia NAME PORT
  local service=$1 name=$2 port=$3 dir=$STATE/daemons/$2 closing variable health
  if is_alive "$name"; then
    say "$name runs already"
    return 0
  fi
  [[ -z $(ss -Hltn "sport = :$port") ]] || fail "port $port is taken"
  rm -f "$dir/pid"
  "${service}_settings" "$dir"
  mapfile -t closing < <(closing_options)
  case $service in
    keystone) variable=OS_KEYSTONE_CONFIG_DIR health=http://127.0.0.1:$port/v3 ;;
    nova) variable=OS_NOVA_CONFIG_DIR health=http://127.0.0.1:$port/ ;;
    octavia) variable=OS_OCTAVIA_CONFIG_DIR health=http://127.0.0.1:$port/ ;;
  esac
  uwsgi --plugin python3 --http-socket "127.0.0.1:$port" --wsgi-file "$HERE/${service}_wsgi.py" \
    --env "$variable=$dir" --chdir "$dir" --pidfile "$dir/pid" --daemonize "$dir/uwsgi.log" \
    --master --lazy-apps --need-app --processes "$WORKERS" --enable-threads --thunder-lock \
    --die-on-term --no-orphans --buffer-size 65535 "${closing[@]}" >/dev/null 2>&1 </dev/null 9>&- ||
    fail "$name would not start, see $dir/uwsgi.log"
  wait_for "$name" "$health"
}

wait_for() { # NAME URL
  local tries code
  for ((tries = 0; tries < 480; tries += 1)); do
    code=$(curl -s -o /dev/null -m 20 -w '%{http_code}' "$2" || true)
    [[ $code == 200 ]] && return 0
    sleep 0.25
  done
  fail "$1 does not become healthy ($2 gives $code), see $STATE/daemons/$1"
}

end_daemon() {
  local pid tries
  if is_alive "$1"; then
    pid=$(cat "$STATE/daemons/$1/pid")
    kill -TERM "$pid" 2>/dev/null || true
    for ((tries = 0; tries < 100; tries += 1)); do
      is_alive "$1" || break
      sleep 0.1
    done
    if is_alive "$1"; then kill -KILL "$pid" || true; fi
  fi
  rm -f "$STATE/daemons/$1/pid"
}

end_all() {
  local dir
  for dir in "$STATE"/daemons/*/; do
    [[ ! -e $dir/pid ]] || end_daemon "$(basename "$dir")"
  done
}

list_daemons() {
  local dir name
  for dir in "$STATE"/daemons/*/; do
    name=$(basename "$dir")
    if is_alive "$name"; then say "$name runs"; else say "$name does not run"; fi
  done
}
