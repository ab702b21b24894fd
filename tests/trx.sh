# shellcheck shell=bash
# Reads test results. Sourced by tests/run.sh and .ci/run, so that both count the same way.

# sum_trx FILE… sets passed, failed and skipped to the sums over the result files. A test that ended in any way but
# passed or skipped (failed, error, time-out, aborted) counts as failed; what the file says it saw and did not execute was skipped.
sum_trx() {
  passed=0 failed=0 skipped=0
  local file counters total executed ok
  for file in "$@"; do
    counters=$(grep -o '<Counters [^>]*>' "$file" | head -n 1) || continue
    total=$(trx_counter "$counters" total)
    executed=$(trx_counter "$counters" executed)
    ok=$(trx_counter "$counters" passed)
    passed=$((passed + ok))
    failed=$((failed + executed - ok))
    skipped=$((skipped + total - executed))
  done
}

trx_counter() {
  local value=${1#* "$2"=\"}
  printf '%s' "${value%%\"*}"
}
