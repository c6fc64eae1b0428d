# ./lab test [STAGE…]: every test of this tree, stage by stage, each with its time. Sourced by ./lab.
# Reports are JUnit XML under out/test/STAGE/; the last line says how many passed, failed and were skipped.
# A stage without tests, a test skipped without a reason and a stage over its time limit are failures.

. "$LAB_ROOT/tools/test/stages.sh"

results=$LAB_ROOT/out/test

test_main() {
  local name chosen=() began=$SECONDS
  case ${1:-} in
    -h | --help) usage; return 0 ;;
  esac
  for name in "$@"; do
    [[ " ${stages[*]%%:*} " == *" $name "* ]] || { say "No such stage: $name"; usage; return 2; }
  done
  find_java
  cd "$LAB_ROOT" || return 1
  rm -rf "$results"; mkdir -p "$results" "$state"
  say "BeeLab's tests, on Linux $(uname -r) with $(nproc) processors. Logs and reports: out/test/"
  install_packages build cluster window test
  local entry title minutes limit n=0 count=${#stages[@]}
  [ $# = 0 ] || count=$#
  for entry in "${stages[@]}"; do
    IFS=: read -r name minutes limit title <<<"$entry"
    [ $# = 0 ] || [[ " $* " == *" $name "* ]] || continue
    n=$((n + 1))
    run_test_stage "$n/$count" "$name" "$minutes" "$limit" "$title"
    chosen+=("$name")
  done
  if [ -f "$results/conformance.txt" ]; then
    say "" "Policies of the sensor: name, kernel, what was seen, mechanism"
    sort "$results/conformance.txt" | sed 's/^/  /' >&2
  fi
  "$JAVA_HOME/bin/java" "$LAB_ROOT/tools/test/Report.java" "$results" $((SECONDS - began)) "${chosen[@]}"
}

usage() {
  local entry name minutes title
  say "usage: ./lab test [STAGE…]    without a stage: all of them, in this order"
  for entry in "${stages[@]}"; do
    IFS=: read -r name minutes _ title <<<"$entry"
    say "$(printf '  %-9s %-60s about %s min' "$name" "$title" "$minutes")"
  done
}

# Runs the function stage_NAME in a process group of its own, under its time limit.
run_test_stage() {
  local place=$1 name=$2 minutes=$3 limit=$4 title=$5 began=$SECONDS next=60 rc pid
  say "" "[$place] $name: $title (about $minutes min)"
  mkdir -p "$results/$name"
  local log=$results/$name/log.txt
  # Job control off again inside: its commands stay in this group, and end with it.
  set -m; ( set +m -eu; failed=0; "stage_$name"; exit $failed ) >"$log" 2>&1 </dev/null & pid=$!; set +m
  trap 'kill -- -"$pid" 2>/dev/null; say "" "Stopping, and cleaning up after stage '"$name"' …"; wait "$pid"; exit 130' INT TERM
  while kill -0 "$pid" 2>/dev/null; do
    sleep 0.5
    if [ $((SECONDS - began)) -ge "$next" ]; then say "      … $((next / 60)) min"; next=$((next + 60)); fi
    if [ $((SECONDS - began)) -ge $((limit * 60)) ]; then
      echo "stopped: over the limit of $limit minutes" >>"$log"
      kill -- -"$pid" 2>/dev/null; sleep 10; kill -9 -- -"$pid" 2>/dev/null
    fi
  done
  wait "$pid"; rc=$?
  trap - INT TERM
  echo $((SECONDS - began)) >"$results/$name/seconds"
  echo "$rc" >"$results/$name/exit"
  if [ "$rc" = 0 ]; then say "      done in $((SECONDS - began)) s"
  else say "      FAILED after $((SECONDS - began)) s; the end of out/test/$name/log.txt:"; tail -n 40 "$log" | sed 's/^/      | /' >&2; fi
}

# check NAME COMMAND…: one check that is no JUnit test, written as a report of its own. Its output goes to the log.
# A failed check fails the stage at its end: the other checks still run.
check() {
  local name=$1 began=$SECONDS rc=0; shift
  ( set -e; "$@" ) || rc=$?
  local body=; [ "$rc" = 0 ] || body="<failure message=\"exit code $rc; see log.txt\"/>"
  local folder=$results/$stage
  printf '<testsuite name="%s"><testcase classname="%s" name="%s" time="%s">%s</testcase></testsuite>\n' \
    "$stage" "$stage" "$name" $((SECONDS - began)) "$body" >"$folder/TEST-check-${name//[^a-z0-9]/-}.xml"
  [ "$rc" = 0 ] || failed=1
}

# junit MODULE TAG REPORTS [RUNNER…]: the tests of a module with a tag, by JUnit's console launcher; RUNNER is put
# in front of the command (tools/qemu/vm …). A failed test, and that there is none, fails the stage at its end.
junit() {
  local module=$1 tag=$2 reports=$3; shift 3
  ( cd "$LAB_ROOT/$module" && exec "$@" "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED \
      --sun-misc-unsafe-memory-access=allow -XX:+UseSerialGC -Xmx1g -Dbasedir="$LAB_ROOT/$module" ${JUNIT_FLAGS:-} \
      -cp "target/test-classes:target/classes:$(<target/test.classpath)" \
      org.junit.platform.console.ConsoleLauncher execute --disable-banner --disable-ansi-colors --details=tree \
      --fail-if-no-tests --scan-classpath=target/test-classes --include-tag="$tag" --reports-dir="$reports" ${JUNIT_ARGS:-} ) || failed=1
}
