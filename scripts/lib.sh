# Shared by the scripts: paths, and private PostgreSQL clusters. To be sourced; starts nothing.
# shellcheck shell=bash

# shellcheck disable=SC2034  # for the scripts that source this
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)

# The superuser of a private cluster, and the system user that runs it when root calls.
readonly CLUSTER_SUPERUSER=postgres
readonly CLUSTER_SYSTEM_USER=postgres
readonly CLUSTER_PORT=5432
# Linux allows 107 bytes; the rest is room for the socket's own name.
readonly CLUSTER_MAX_SOCKET_DIR=85

# A cluster of ours must not be steered by the caller's PGHOST, PGOPTIONS and the like.
unset "${!PG@}"

die() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# Where data lives between runs: outside the checkout.
state_dir() {
  if [[ -n ${REINSTATE_STATE:-} ]]; then
    realpath -m "$REINSTATE_STATE"
  elif ((EUID == 0)); then
    echo /var/lib/reinstate
  elif [[ -n ${XDG_STATE_HOME:-}${HOME:-} ]]; then
    realpath -m "${XDG_STATE_HOME:-$HOME/.local/state}/reinstate"
  else
    die "HOME is not set; set REINSTATE_STATE to a directory for the data"
  fi
}

# Directory of initdb, postgres and pg_ctl: the newest version installed.
postgres_bin() {
  local dir
  dir=$(compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -n 1)
  [[ -n $dir ]] || die "PostgreSQL is not installed; run scripts/install-deps"
  echo "${dir%/initdb}"
}

# Becomes a command of the user that owns the clusters, in /, without the caller's lock and saved
# descriptors (a server that outlives a killed script must not keep them).
exec_as_cluster_user() {
  cd /
  exec 7>&- 8>&- 9>&-
  if ((EUID == 0)); then
    exec setpriv --reuid="$CLUSTER_SYSTEM_USER" --regid="$CLUSTER_SYSTEM_USER" --init-groups -- "$@"
  fi
  exec "$@"
}

as_cluster_user() (
  exec_as_cluster_user "$@"
)

# Makes DIR, the caller's, so that the cluster user can pass through and not list or write: root
# writes nowhere where that user could have put a link.
make_passage() {
  mkdir -p "$1"
  chmod "$( ((EUID == 0)) && echo 0711 || echo 0700)" "$1"
}

# Makes DIR for the cluster user alone.
make_cluster_dir() {
  mkdir -p "$1"
  chmod 0700 "$1"
  if ((EUID == 0)); then
    id "$CLUSTER_SYSTEM_USER" >/dev/null 2>&1 ||
      die "there is no system user $CLUSTER_SYSTEM_USER; run scripts/install-deps"
    chown "$CLUSTER_SYSTEM_USER:" "$1"
  fi
  as_cluster_user test -w "$1" ||
    die "user $CLUSTER_SYSTEM_USER cannot reach $1; set REINSTATE_STATE to a directory it can enter"
}

# cluster_create DIR [INITDB-OPTION...]: makes DIR/data once; a half-made one is made again.
cluster_create() {
  local dir=$1
  shift
  ((${#dir} < CLUSTER_MAX_SOCKET_DIR - 7)) ||
    die "the path $dir is too long for a socket; set REINSTATE_STATE to a shorter one"
  make_passage "$dir"
  make_cluster_dir "$dir/socket"
  make_cluster_dir "$dir/log"
  [[ -d $dir/data ]] && return
  rm -rf "$dir/data.new"
  make_cluster_dir "$dir/data.new"
  as_cluster_user "$(postgres_bin)/initdb" -D "$dir/data.new" -U "$CLUSTER_SUPERUSER" -A trust \
    -E UTF8 --locale=C --data-checksums "$@" >"$dir/initdb.log" 2>&1 ||
    die "initdb failed: $(tail -n 1 "$dir/initdb.log")"
  mv "$dir/data.new" "$dir/data"
}

# process_link PID cwd|exe: what /proc says of a process of the cluster user; nothing where it is
# somebody else's. Asked as that user, since root without CAP_SYS_PTRACE may not look.
process_link() {
  as_cluster_user readlink "/proc/$1/$2" 2>/dev/null || true
}

# The process in DIR's pid file, if it is a server of this very cluster.
cluster_pid() {
  local pid
  pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null) || return 1
  [[ $pid =~ ^[0-9]+$ && $(process_link "$pid" cwd) == "$1/data" ]] || return 1
  echo "$pid"
}

# Forgets a pid file whose process number now belongs to somebody else. One whose process is
# gone stays: PostgreSQL itself then checks that nothing of the old server is left.
drop_stale_pid_file() {
  local pid
  pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null) || return 0
  if [[ -d /proc/$pid ]] && ! cluster_pid "$1" >/dev/null; then
    rm -f "$1/data/postmaster.pid"
  fi
}

# cluster_start DIR [SETTING...]: starts it and waits until it answers; local socket only.
cluster_start() {
  local dir=$1 setting attempt options
  shift
  cluster_stop "$dir"
  drop_stale_pid_file "$dir"
  options="-c listen_addresses='' -c port=$CLUSTER_PORT -c unix_socket_directories='$dir/socket'"
  for setting in "$@"; do options+=" -c $setting"; done
  # After a kill -9 the old server's children may need a moment to go.
  for attempt in 1 2 3 4 5; do
    if as_cluster_user "$(postgres_bin)/pg_ctl" -D "$dir/data" -l "$dir/log/postgres.log" -w -t 60 \
      -s -o "$options" start >"$dir/start.log" 2>&1; then
      return
    fi
    ((attempt == 5)) || sleep 1
  done
  die "PostgreSQL did not start; its log: $dir/log/postgres.log"
}

# cluster_stop DIR [MODE]: nothing to do where it does not run.
cluster_stop() {
  cluster_pid "$1" >/dev/null || return 0
  as_cluster_user "$(postgres_bin)/pg_ctl" -D "$1/data" -m "${2:-fast}" -w -t 60 -s stop \
    >/dev/null 2>&1 && return
  # One that was killed meanwhile has stopped as well.
  ! cluster_pid "$1" >/dev/null || die "PostgreSQL did not stop; its log: $1/log/postgres.log"
}

# The libpq connection string of a user and database of the cluster in DIR.
cluster_url() {
  echo "host=$1/socket port=$CLUSTER_PORT user=$2 dbname=$3"
}

# cluster_psql DIR DATABASE [PSQL-ARGUMENT...]: as superuser; stops at the first error.
cluster_psql() {
  local dir=$1 database=$2
  shift 2
  as_cluster_user "$(postgres_bin)/psql" -X -q -A -t -v ON_ERROR_STOP=1 \
    -d "$(cluster_url "$dir" "$CLUSTER_SUPERUSER" "$database")" "$@"
}
