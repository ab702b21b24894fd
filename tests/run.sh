#!/usr/bin/env bash
# Builds the solution and runs every test: bash tests/run.sh [--project NAME]... [--filter EXPRESSION] [--skip-missing]
#
#   --project NAME    only tests/Emergency.NAME.Tests (or E2E); may be repeated
#   --filter EXPR     a filter of "dotnet test", e.g. --filter FullyQualifiedName~Audit
#   --skip-missing    go on without PostgreSQL, a browser, fonts or libxgboost: the tests that need them are skipped
#
# It needs the .NET SDK 10 and Node 20. What else the tests use (PostgreSQL, Chromium, Chinese fonts, libxgboost) it installs
# with apt when run as root, and otherwise names the one command that does. PostgreSQL runs privately: own folder, own port,
# gone at the end. Set EMERGENCY_TEST_POSTGRES to a connection string to use a server of your own instead.
# Results: artifacts/test-results/*.trx, one log a project beside them. Exit code 0 only when tests ran and none failed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=tests/trx.sh
. tests/trx.sh

configuration=Release
results=$PWD/artifacts/test-results
minutes_per_project=15
projects=() filter='' skip_missing=false

say() { printf '%s\n' "$*"; }
die() { printf 'tests/run.sh: %s\n' "$*" >&2; exit 2; }

while [ $# -gt 0 ]; do
  case $1 in
    --project) [ $# -ge 2 ] || die "--project needs a name, e.g. --project Core"; projects+=("$2"); shift 2 ;;
    --filter) [ $# -ge 2 ] || die "--filter needs an expression, e.g. --filter FullyQualifiedName~Audit"; filter=$2; shift 2 ;;
    --skip-missing) skip_missing=true; shift ;;
    -h | --help) sed -n '2,12s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
    *) die "unknown argument \"$1\"; see --help" ;;
  esac
done

# ---- prerequisites: named in README.md, never installed here ----

command -v dotnet > /dev/null || die "the .NET SDK 10 is missing: install it from https://dotnet.microsoft.com/download/dotnet/10.0"
dotnet --list-sdks | grep -q '^10\.' || die "the .NET SDK 10 is missing (found: $(dotnet --list-sdks | cut -d' ' -f1 | paste -sd' ')): install it from https://dotnet.microsoft.com/download/dotnet/10.0"
command -v node > /dev/null && command -v npm > /dev/null || die "Node 20 or later (with npm) is missing: install it from https://nodejs.org"
node_major=$(node --version | sed 's/^v\([0-9]*\).*/\1/')
[ "$node_major" -ge 20 ] || die "Node 20 or later is needed, found $(node --version): install it from https://nodejs.org"

# ---- what only the tests need ----

postgres_bin() {
  local folder
  # shellcheck disable=SC2012  # version folders hold no odd characters
  for folder in $(ls -d /usr/lib/postgresql/*/bin 2> /dev/null | sort -rV) "$(pg_config --bindir 2> /dev/null || true)"; do
    if [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ]; then printf '%s' "$folder"; return; fi
  done
}

has_browser() { [ -n "${EMERGENCY_CHROMIUM:-}" ] || command -v chromium > /dev/null || command -v chromium-browser > /dev/null || command -v google-chrome > /dev/null; }
has_chinese_font() { [ -n "$(fc-list :lang=zh family 2> /dev/null | head -n 1)" ]; }
has_xgboost() { [ -n "${EMERGENCY_XGBOOST:-}" ] || { PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2> /dev/null || true; } | grep -q libxgboost; }

missing() {
  [ -n "${EMERGENCY_TEST_POSTGRES:-}" ] || [ -n "$(postgres_bin)" ] || printf 'postgresql '
  has_browser || printf 'chromium '
  has_chinese_font || printf 'fontconfig fonts-noto-cjk '
  has_xgboost || printf 'libxgboost0 '
}

lacking=$(missing)
if [ -n "$lacking" ] && [ "$skip_missing" = false ]; then
  command -v apt-get > /dev/null || die "the tests also need: $lacking(names of Debian packages); install their like, or pass --skip-missing"
  [ "$(id -u)" = 0 ] || die "the tests also need: $lacking- run this once, then start again (or pass --skip-missing):
  sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends ${lacking% }'"
  say "Installing $lacking..."
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq < /dev/null
  # shellcheck disable=SC2086  # a list of package names
  apt-get install -y -qq --no-install-recommends $lacking < /dev/null > /dev/null
  lacking=$(missing)
  [ -z "$lacking" ] || die "still missing after the installation: $lacking"
fi

# ---- build, once ----

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
selected=()
if [ ${#projects[@]} -eq 0 ]; then
  for folder in tests/Emergency.*.Tests tests/Emergency.E2E; do selected+=("${folder##*/}"); done
  dotnet build Emergency.sln -c "$configuration" -v quiet < /dev/null
else
  for name in "${projects[@]}"; do
    if [ -d "tests/Emergency.$name.Tests" ]; then selected+=("Emergency.$name.Tests")
    elif [ -d "tests/Emergency.$name" ]; then selected+=("Emergency.$name")
    else die "no test project \"$name\": there are $(cd tests && printf '%s ' Emergency.*.Tests Emergency.E2E)"; fi
  done
  for name in "${selected[@]}"; do dotnet build "tests/$name" -c "$configuration" -v quiet < /dev/null; done
fi

# ---- a private PostgreSQL ----

postgres_dir=''

as_postgres() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

stop_postgres() {
  if [ -n "$postgres_dir" ]; then
    (cd / && as_postgres "$bin/pg_ctl" -D "$postgres_dir/data" -m immediate -w stop) > /dev/null 2>&1 || true
    rm -rf "$postgres_dir"
    postgres_dir=''
  fi
}

start_postgres() {
  local parent port attempt
  # The server runs as another user when we are root (it refuses to be root), and that user must be able to reach its folder.
  for parent in "${TMPDIR:-/tmp}" /tmp /var/tmp; do
    if (cd / && as_postgres test -x "$parent"); then break; fi
  done
  postgres_dir=$(mktemp -d "$parent/emergency-postgres.XXXXXX")
  if [ "$(id -u)" = 0 ]; then chown postgres: "$postgres_dir"; fi
  (cd / && as_postgres "$bin/initdb" -D "$postgres_dir/data" -U emergency --auth=trust -E UTF8 --locale=C.UTF-8 --no-sync) > /dev/null
  for attempt in 1 2 3 4 5 6 7 8 9 10; do
    port=$((20000 + RANDOM % 12000))
    if (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null; then continue; fi
    # The tests kill our program, never the server, so the server need not wait for the disk.
    if (cd / && as_postgres "$bin/pg_ctl" -D "$postgres_dir/data" -w -l "$postgres_dir/log" -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$postgres_dir -c fsync=off -c full_page_writes=off -c max_connections=300" start) > /dev/null < /dev/null; then
      export EMERGENCY_TEST_POSTGRES="Host=127.0.0.1;Port=$port;Username=emergency;Database=postgres"
      return
    fi
  done
  cat "$postgres_dir/log" >&2
  die "PostgreSQL did not start (attempt $attempt was the last); its log is above"
}

trap stop_postgres EXIT
trap 'exit 130' INT TERM
bin=$(postgres_bin)
if [ -z "${EMERGENCY_TEST_POSTGRES:-}" ] && [ -n "$bin" ]; then start_postgres; fi

# ---- run, two projects at a time ----

rm -rf "$results"
mkdir -p "$results"

run_project() {
  local name=$1 dll="tests/$1/bin/$configuration/net10.0/$1.dll" arguments=()
  if [ -n "$filter" ]; then arguments=(--filter "$filter"); fi
  timeout --kill-after=20s "${minutes_per_project}m" dotnet test "$dll" --logger "trx;LogFileName=$name.trx" --results-directory "$results" "${arguments[@]}" \
    > "$results/$name.log" 2>&1 < /dev/null || printf '%s' "$?" > "$results/$name.exit"
  report_project "$name"
}

# One line a project; the whole log when it did not succeed.
report_project() {
  local name=$1 trx="$results/$1.trx"
  if [ -f "$trx" ]; then sum_trx "$trx"; else passed=0 failed=0 skipped=0; fi
  printf '%-28s %5d passed %5d failed %5d skipped\n' "$name" "$passed" "$failed" "$skipped"
  if [ -f "$results/$name.exit" ]; then
    [ "$(cat "$results/$name.exit")" != 124 ] || say "$name did not finish within $minutes_per_project minutes."
    cat "$results/$name.log"
  elif [ $((passed + failed + skipped)) -eq 0 ] && [ -z "$filter" ]; then
    say "$name ran no test: a project without tests is a failure."
    printf empty > "$results/$name.exit"
  fi
}

for name in "${selected[@]}"; do
  while [ "$(jobs -rp | wc -l)" -ge 2 ]; do wait -n || true; done
  run_project "$name" &
done
wait

# ---- summary ----

shopt -s nullglob
sum_trx "$results"/*.trx
bad=("$results"/*.exit)
say "All: $passed passed, $failed failed, $skipped skipped in ${#selected[@]} projects (results in artifacts/test-results)"
if [ ${#bad[@]} -gt 0 ]; then
  printf 'Not green:'; for file in "${bad[@]}"; do printf ' %s' "$(basename "$file" .exit)"; done; printf '\n'
  exit 1
fi
if [ $((passed + failed)) -eq 0 ]; then
  say "No test ran."
  exit 1
fi
