#!/usr/bin/env bash
# A real Octavia API on this machine, for the end-to-end tests, beside the Keystone of real-nova.sh, which runs already:
# Debian's or Ubuntu's own packages, a MariaDB of its own, no message broker, a provider that does nothing, reachable at
# 127.0.0.1 only. To be run as root. What is asked of it stays as it is asked: a balancer that is created, changed or
# deleted stays in PENDING_CREATE, PENDING_UPDATE or PENDING_DELETE; other states come by `sql`.
#
#   real-octavia.sh start                  install what is missing, set up, seed, serve, wait until healthy; print access
#   real-octavia.sh status                 print access data and which daemons run
#   real-octavia.sh stop                   end every daemon that it started
#   real-octavia.sh reset                  stop, and delete the state directory
#   real-octavia.sh seed                   the story anew
#   real-octavia.sh sql                    run the statements of standard input in Octavia's database
#   real-octavia.sh run octavia NAME PORT  one more Octavia API over the same database
#   real-octavia.sh run mariadb            the database, where it was ended
#   real-octavia.sh end NAME               end one daemon ("mariadb" and "octavia" are those of start)
#
# Settings, all from the environment:
#   REAL_OCTAVIA_HOME  state directory              (${XDG_STATE_HOME:-~/.local/state}/auditgraph-real-octavia)
#   KEYSTONE_PORT      of real-nova.sh's Keystone   (15000)
#   ADMIN_PASSWORD     of its admin                 (admin-secret)
#   OCTAVIA_PORT       of start's Octavia           (19876)
#   PAGE_MAX           an Octavia's pagination_max_limit                                       (1000)
#   ROLES              who may read all: named (load-balancer_*, up to 2024.2) or keystone (admin, since 2025.1) (named)
#   CLOSING, WORKERS   as real-nova.sh has them
#
# Exit codes: 0 done, 1 failed, 2 wrong usage, 3 this machine cannot run it (no root, no apt, no packages): skip the tests.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/real-octavia
COMMON=$HERE/../real-nova
STATE=${REAL_OCTAVIA_HOME:-${XDG_STATE_HOME:-${HOME:-/var/tmp}/.local/state}/auditgraph-real-octavia}
KEYSTONE_PORT=${KEYSTONE_PORT:-15000}
OCTAVIA_PORT=${OCTAVIA_PORT:-19876}
ADMIN_PASSWORD=${ADMIN_PASSWORD:-admin-secret}
PAGE_MAX=${PAGE_MAX:-1000}
ROLES=${ROLES:-named}
CLOSING=${CLOSING:-announced}
WORKERS=${WORKERS:-2}
MEMBER_PASSWORD=member-secret
SERVICE_PASSWORD=service-secret
AUTH_URL=http://127.0.0.1:$KEYSTONE_PORT/v3
LOAD_BALANCER_URL=http://127.0.0.1:$OCTAVIA_PORT
SOCKET=$STATE/mariadb.sock
DATABASE_URL="mysql+pymysql://root@localhost/octavia?unix_socket=$SOCKET&charset=utf8"

# The packages live with the system's own Python, and nothing here may go through a proxy.
PATH=/usr/sbin:/usr/bin:/sbin:/bin
PYTHON=/usr/bin/python3
unset PYTHONPATH PYTHONHOME VIRTUAL_ENV
export PATH LC_ALL=C.UTF-8 no_proxy=127.0.0.1,localhost NO_PROXY=127.0.0.1,localhost

say() { printf 'real-octavia: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }
cannot() { say "$*"; exit 3; }

# shellcheck source=real-nova/packages.sh
. "$COMMON/packages.sh"
PACKAGES=(python3-octavia octavia-common mariadb-server-core mariadb-client-core python3-pymysql python3-openstacksdk
  uwsgi-core uwsgi-plugin-python3 curl)
# shellcheck source=real-nova/daemons.sh
. "$COMMON/daemons.sh"
# shellcheck source=real-octavia/settings.sh
. "$HERE/settings.sh"
# shellcheck source=real-octavia/database.sh
. "$HERE/database.sh"

usage() {
  sed -n '/^# *real-octavia.sh/s/^# *//p' "$HERE/../real-octavia.sh" >&2
  exit 2
}

# One at a time: a second run waits for the first.
own_state() {
  mkdir -p "$STATE"
  touch "$STATE/.auditgraph-real-octavia"
  exec 9>"$STATE/.lock"
  flock -w 900 9 || fail "another run holds $STATE/.lock"
}

set_up() { [[ -e $STATE/projects.env ]] || fail "nothing is set up in $STATE: real-octavia.sh start"; }

# A Keystone that was set up anew since knows nobody of them.
knows_auditor() {
  local domain='"domain":{"name":"Default"}'
  local user="{\"user\":{\"name\":\"lb-auditor\",\"password\":\"$MEMBER_PASSWORD\",$domain}}"
  local login="{\"auth\":{\"identity\":{\"methods\":[\"password\"],\"password\":$user}}}"
  [[ $(curl -s -o /dev/null -m 20 -w '%{http_code}' -H 'content-type: application/json' -d "$login" "$AUTH_URL/auth/tokens") == 201 ]]
}

# Keystone takes its time for each of them, so they are registered anew only where what they say has changed.
register_identities() {
  local facts="$LOAD_BALANCER_URL $AUTH_URL"
  if [[ $(cat "$STATE/.identities" 2>/dev/null) == "$facts" ]] && knows_auditor; then return 0; fi
  [[ $(curl -s -o /dev/null -m 20 -w '%{http_code}' "$AUTH_URL" || true) == 200 ]] ||
    fail "no Keystone answers at $AUTH_URL: real-nova.sh start"
  env AUTH_URL="$AUTH_URL" ADMIN_PASSWORD="$ADMIN_PASSWORD" MEMBER_PASSWORD="$MEMBER_PASSWORD" \
    SERVICE_PASSWORD="$SERVICE_PASSWORD" LOAD_BALANCER_URL="$LOAD_BALANCER_URL" \
    "$PYTHON" "$HERE/identities.py" >"$STATE/projects.env" 9>&- || fail "users and endpoints could not be registered"
  printf '%s\n' "$facts" >"$STATE/.identities"
}

seed() {
  local projects
  mapfile -t projects < <(cut -d= -f2 "$STATE/projects.env")
  "$PYTHON" "$HERE/seed.py" "$DATABASE_URL" "${projects[@]}" 9>&- || fail "the story could not be seeded"
}

access() {
  cat <<END
LOAD_BALANCER_ENDPOINT=$LOAD_BALANCER_URL
AUDITOR_USERNAME=lb-auditor
OBSERVER_USERNAME=lb-observer
OWNER_USERNAME=lb-member
PLAIN_READER_USERNAME=lb-reader
MEMBER_PASSWORD=$MEMBER_PASSWORD
MEMBER_PROJECT_NAME=workshop
DATABASE_SOCKET=$SOCKET
END
  cat "$STATE/projects.env"
}

start() {
  can_install
  own_state
  local began=$SECONDS registering
  install_packages
  say "packages after $((SECONDS - began)) s"
  register_identities &
  registering=$!
  run_database
  make_tables
  wait "$registering" || exit 1
  seed
  run_daemon octavia octavia "$OCTAVIA_PORT"
  say "healthy after $((SECONDS - began)) s"
  access
}

status() {
  set_up
  access
  list_daemons
}

reset() {
  [[ -e $STATE/.auditgraph-real-octavia ]] || { say "no state in $STATE"; return 0; }
  own_state
  end_all
  rm -rf "$STATE"
}

case ${1:-} in
  start) start ;;
  status) status ;;
  stop) end_all ;;
  reset) reset ;;
  seed) set_up; seed ;;
  sql) set_up; sql octavia ;;
  run)
    set_up
    case ${2:-} in
      mariadb) run_database ;;
      octavia)
        [[ $# == 4 && $3 =~ ^[a-z0-9-]+$ && $4 =~ ^[0-9]+$ ]] || usage
        run_daemon octavia "$3" "$4"
        ;;
      *) usage ;;
    esac
    ;;
  end)
    [[ $# == 2 ]] || usage
    end_daemon "$2"
    ;;
  *) usage ;;
esac
