#!/usr/bin/env bash
# A real Keystone and a real Nova API on this machine, for the end-to-end tests: Debian's or Ubuntu's own packages,
# sqlite, no message broker, no hypervisor, reachable at 127.0.0.1 only. To be run as root.
#
#   real-nova.sh start                    install what is missing, set up, seed, serve, wait until healthy; print access
#   real-nova.sh status                   print access data and which daemons run
#   real-nova.sh stop                     end every daemon that it started
#   real-nova.sh reset                    stop, and delete the state directory
#   real-nova.sh run nova NAME PORT       one more Nova API over the same database
#   real-nova.sh run keystone NAME PORT   one more Keystone over the same users and keys
#   real-nova.sh end NAME                 end one daemon ("keystone" and "nova" are those of start)
#
# Settings, all from the environment:
#   REAL_NOVA_HOME   state directory                    (${XDG_STATE_HOME:-~/.local/state}/auditgraph-real-nova)
#   KEYSTONE_PORT    of start's Keystone                (15000)
#   NOVA_PORT        of start's Nova                    (18774; the catalog's RegionTwo is at the port after it)
#   ADMIN_PASSWORD   of admin                           (admin-secret)
#   TOKEN_TTL        seconds that a Keystone's tokens live                                  (3600)
#   AUDIT_PERIOD     a Nova's instance_usage_audit_period: hour, day, month or year, with or without @offset (month)
#   CLOSING          how a daemon ends its connections: announced, silent, or no-length     (announced)
#   WORKERS          processes of a daemon                                                  (2)
#
# Exit codes: 0 done, 1 failed, 2 wrong usage, 3 this machine cannot run it (no root, no apt, no packages): skip the tests.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/real-nova
STATE=${REAL_NOVA_HOME:-${XDG_STATE_HOME:-${HOME:-/var/tmp}/.local/state}/auditgraph-real-nova}
KEYSTONE_PORT=${KEYSTONE_PORT:-15000}
NOVA_PORT=${NOVA_PORT:-18774}
ADMIN_PASSWORD=${ADMIN_PASSWORD:-admin-secret}
TOKEN_TTL=${TOKEN_TTL:-3600}
AUDIT_PERIOD=${AUDIT_PERIOD:-month}
CLOSING=${CLOSING:-announced}
WORKERS=${WORKERS:-2}
MEMBER_PASSWORD=member-secret
SERVICE_PASSWORD=service-secret
AUTH_URL=http://127.0.0.1:$KEYSTONE_PORT/v3
COMPUTE_URL=http://127.0.0.1:$NOVA_PORT/v2.1
SECOND_COMPUTE_URL=http://127.0.0.1:$((NOVA_PORT + 1))/v2.1

# The packages live with the system's own Python, and nothing here may go through a proxy.
PATH=/usr/sbin:/usr/bin:/sbin:/bin
PYTHON=/usr/bin/python3
unset PYTHONPATH PYTHONHOME VIRTUAL_ENV
export PATH LC_ALL=C.UTF-8 no_proxy=127.0.0.1,localhost NO_PROXY=127.0.0.1,localhost

say() { printf 'real-nova: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }
cannot() { say "$*"; exit 3; }

# shellcheck source=real-nova/packages.sh
. "$HERE/packages.sh"
# shellcheck source=real-nova/settings.sh
. "$HERE/settings.sh"
# shellcheck source=real-nova/databases.sh
. "$HERE/databases.sh"
# shellcheck source=real-nova/daemons.sh
. "$HERE/daemons.sh"

usage() {
  sed -n '/^# *real-nova.sh/s/^# *//p' "$HERE/../real-nova.sh" >&2
  exit 2
}

# One at a time: a second run waits for the first.
own_state() {
  mkdir -p "$STATE"
  touch "$STATE/.auditgraph-real-nova"
  exec 9>"$STATE/.lock"
  flock -w 900 9 || fail "another run holds $STATE/.lock"
}

access() {
  cat <<END
OS_AUTH_URL=$AUTH_URL
OS_USERNAME=admin
OS_PASSWORD=$ADMIN_PASSWORD
OS_PROJECT_NAME=admin
OS_USER_DOMAIN_NAME=Default
OS_PROJECT_DOMAIN_NAME=Default
OS_REGION_NAME=RegionOne
COMPUTE_ENDPOINT=$COMPUTE_URL
SECOND_COMPUTE_ENDPOINT=$SECOND_COMPUTE_URL
MEMBER_USERNAME=member
READER_USERNAME=reader
MEMBER_PASSWORD=$MEMBER_PASSWORD
MEMBER_PROJECT_NAME=workshop
END
  cat "$STATE/story.env"
}

start() {
  can_install
  own_state
  local began=$SECONDS
  install_packages
  say "packages after $((SECONDS - began)) s"
  settings_for_tools
  make_databases
  run_daemon keystone keystone "$KEYSTONE_PORT" &
  seed_story
  wait $! || fail "keystone did not start"
  register_identities
  run_daemon nova nova "$NOVA_PORT"
  say "healthy after $((SECONDS - began)) s"
  access
}

status() {
  [[ -e $STATE/story.env ]] || fail "nothing is set up in $STATE: real-nova.sh start"
  access
  list_daemons
}

reset() {
  [[ -e $STATE/.auditgraph-real-nova ]] || { say "no state in $STATE"; return 0; }
  own_state
  end_all
  rm -rf "$STATE"
}

case ${1:-} in
  start) start ;;
  status) status ;;
  stop) end_all ;;
  reset) reset ;;
  run)
    [[ $# == 4 && $2 =~ ^(nova|keystone)$ && $3 =~ ^[a-z0-9-]+$ && $4 =~ ^[0-9]+$ ]] || usage
    [[ -e $STATE/story.env ]] || fail "nothing is set up in $STATE: real-nova.sh start"
    run_daemon "$2" "$3" "$4"
    ;;
  end)
    [[ $# == 2 ]] || usage
    end_daemon "$2"
    ;;
  *) usage ;;
esac
