# What has to be installed: the services as Python packages. The packages that would run them as daemons are not needed.
PACKAGES=(python3-nova nova-common python3-keystone python3-openstacksdk uwsgi-core uwsgi-plugin-python3 curl)

missing_packages() {
  local package
  for package in "${PACKAGES[@]}"; do
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || printf '%s\n' "$package"
  done
}

# Exit code 3 where this machine is no place for it.
can_install() {
  [[ $(id -u) == 0 ]] || cannot "skipped: it installs packages, so it needs root"
  command -v apt-get >/dev/null && command -v dpkg-query >/dev/null ||
    cannot "skipped: it needs apt, on Debian or Ubuntu"
}

apt() { DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 "$@" </dev/null >>"$STATE/apt.log" 2>&1; }

install_packages() {
  local missing
  mapfile -t missing < <(missing_packages)
  [[ ${#missing[@]} -gt 0 ]] || return 0
  say "installing ${missing[*]} and what they need; this takes a few minutes once"
  apt update || fail "apt-get update failed, see $STATE/apt.log"
  apt install --simulate --no-install-recommends "${missing[@]}" ||
    cannot "skipped: this release does not offer ${missing[*]}, see $STATE/apt.log"
  forbid_daemons
  apt install --yes --no-install-recommends -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold \
    -o Dpkg::Options::=--force-unsafe-io "${missing[@]}" || fail "apt-get install failed, see $STATE/apt.log"
  allow_daemons
}

# Packages ask this script before they start what they bring; a daemon of theirs would listen to the whole network.
forbid_daemons() {
  [[ -e /usr/sbin/policy-rc.d ]] && return 0
  printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
  chmod 755 /usr/sbin/policy-rc.d
  trap allow_daemons EXIT
  MADE_POLICY=yes
}

allow_daemons() {
  [[ ${MADE_POLICY:-no} == yes ]] || return 0
  rm -f /usr/sbin/policy-rc.d
  MADE_POLICY=no
  trap - EXIT
}
