# What ./lab and ./bee share: find Java, install what is missing, build what is stale, start a program.
# Everything said here goes to stderr: `kubectl logs … | bee getevents` must keep its stdout clean.

state=$LAB_ROOT/target/launcher

say() { printf '%s\n' "$@" >&2; }
fail() { say "$@"; exit 1; }

# Sets JAVA_HOME to a JDK 25: the caller's, one under /usr/lib/jvm, or the one on the PATH.
find_java() {
  local home
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/*25* /opt/*jdk*25* "${JAVA_ON_PATH:-}"; do
    if [ -n "$home" ] && [ -x "$home/bin/javac" ] && grep -q '^JAVA_VERSION="25' "$home/release" 2>/dev/null; then
      export JAVA_HOME=$home; return
    fi
  done
  if [ -z "${JAVA_ON_PATH:-}" ] && command -v javac >/dev/null; then
    JAVA_ON_PATH=$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")"); find_java; return
  fi
  fail "BeeLab needs a JDK 25 and found none (looked at JAVA_HOME, /usr/lib/jvm, /opt and the PATH)." \
       "Get one from https://adoptium.net/temurin/releases/?version=25 (choose JDK, Linux, .tar.gz), unpack it" \
       "under /usr/lib/jvm, or set JAVA_HOME to its folder, and start again."
}

# $1 is a command or a file: is it there?
present() { case $1 in /*) [ -e "$1" ] ;; *) command -v "$1" >/dev/null ;; esac; }

# Prints "PACKAGE REASON" for every package of the given groups that is missing.
missing_packages() {
  local group package proof reason
  while read -r group package proof reason; do
    case " $* " in *" $group "*) present "$proof" || printf '%-20s %s\n' "$package" "$reason" ;; esac
  done <"$LAB_ROOT/tools/launch/packages"
}

# Installs the missing packages of the given groups after saying which and why.
install_packages() {
  local missing; missing=$(missing_packages "$@")
  [ -n "$missing" ] || return 0
  local names; names=$(cut -d' ' -f1 <<<"$missing")
  say "These Debian packages are missing and are installed now:"; sed 's/^/  /' <<<"$missing" >&2
  # shellcheck disable=SC2086  # one word per package
  [ "$(id -u)" = 0 ] || fail "That needs root. Run: sudo apt-get install --no-install-recommends" $names
  command -v apt-get >/dev/null || fail "This is no Debian: install what provides them, and start again."
  mkdir -p "$state"
  # shellcheck disable=SC2086
  run_stage "installing $(wc -w <<<"$names") packages (1-2 min)" "$state/apt.log" apt_install $names
}

apt_install() {
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -q || echo "apt-get update failed: going on with the lists that are here"
  # Services of new packages must not start by themselves: the lab starts and stops what it uses.
  local policy=/usr/sbin/policy-rc.d
  if [ ! -e $policy ]; then printf '#!/bin/sh\nexit 101\n' >$policy; chmod 755 $policy; trap "rm -f $policy" EXIT; fi
  apt-get install -y -q --no-install-recommends "$@"
}

# Runs $3… with its output in the file $2, and shows the title $1 with the time and what the log last said.
run_stage() {
  local title=$1 log=$2 began=$SECONDS pid rc; shift 2
  set -m; ( set +m; "$@" ) >"$log" 2>&1 </dev/null & pid=$!; set +m        # its own process group: all of it ends on Ctrl-C
  trap 'kill -- -"$pid" 2>/dev/null; say "" "Stopped. Start again to go on from here."; exit 130' INT TERM
  if [ -t 2 ]; then
    while kill -0 "$pid" 2>/dev/null; do
      printf '\r\033[K  %s … %d s  %s' "$title" $((SECONDS - began)) "$(last_news "$log")" >&2
      sleep 0.5
    done
    printf '\r\033[K' >&2
  else
    say "  $title …"
  fi
  wait "$pid"; rc=$?
  trap - INT TERM
  [ $rc = 0 ] || { grep -vE '^(\[INFO\]|Get:|Selecting|Preparing|Unpacking|Setting up)' "$log" | grep -v '^$' | tail -n 15 >&2
                   fail "  $title: failed after $((SECONDS - began)) s. The whole log: $log"; }
  say "  $title: done in $((SECONDS - began)) s"
}

last_news() { grep -E '^(\[INFO\] Building |Get:|Setting up|\[INFO\] ---)' "$1" 2>/dev/null | tail -n 1 | cut -c1-70; }

# $@: groups of packages. Afterwards the jars, class paths and AOT caches are those of the source tree.
make_ready() {
  [ "${BEELAB_READY:-}" != "$LAB_ROOT" ] || return 0        # a terminal inside the lab: its ./lab did it
  install_packages "$@"
  [ -n "$(stale)" ] || return 0
  mkdir -p "$state"
  exec 8>"$state/lock"; flock 8
  [ -n "$(stale)" ] || { exec 8>&-; return 0; }
  local running; running=$(running_from_here)
  [ -z "$running" ] || fail "The source has changed, and a program runs from the jars that would be built anew: process ${running//$'\n'/, }." \
                            "End it first (a lab's window or Ctrl-C in its terminal), then start again."
  local size="uses the network only if a library is new"
  if [ ! -d "$HOME/.m2/repository/org/openjfx/javafx-web" ]; then size="fetches 280 MB of libraries, once"; fi
  [ -f "$state/built" ] || say "Setting up, once. Later starts take a second." \
    "  1. building sensor and lab     1-4 min, $size" \
    "  2. preparing a quick start     20 s"
  touch "$state/began"
  run_stage "building sensor and lab" "$state/build.log" \
    "$LAB_ROOT/mvnw" -f "$LAB_ROOT/pom.xml" -B -ntp -Dmaven.test.skip=true -Dlint=-Xdiags:compact package
  class_path "$LAB_ROOT/lab-app" >"$state/lab.classpath"
  class_path "$LAB_ROOT/sensor" >"$state/bee.classpath"
  run_stage "preparing a quick start" "$state/aot.log" aot_caches
  mv "$state/began" "$state/built"
  exec 8>&-
}

# Prints the ids of labs and agents that run from this tree: rebuilt jars would leave them without classes, also for
# their clean-up.
running_from_here() {
  local cmdline
  grep -lsaE 'beelab\.(lab\.cli\.LabCommand|sensor\.cli\.BeeMain)' /proc/[0-9]*/cmdline | while read -r cmdline; do
    if [ "$(cat "${cmdline%cmdline}comm" 2>/dev/null)" = java ] && grep -qsaF "$LAB_ROOT/" "$cmdline"; then
      basename "${cmdline%/cmdline}"
    fi
  done
}

# Prints something when the build must run: a source that is newer than the last build, or no build.
stale() {
  [ -f "$state/built" ] && [ -f "$LAB_ROOT/sensor/target/sensor.jar" ] && [ -f "$LAB_ROOT/lab-app/target/lab-app.jar" ] || { echo no build; return; }
  find "$LAB_ROOT"/{pom.xml,*/pom.xml,scenarios/*/pom.xml,sensor/src/main,lab-app/src/main,tools/launch} -newer "$state/built" -print -quit
  find "$LAB_ROOT/bpf" -path '*/.output' -prune -o -path '*/target' -prune -o -type f -newer "$state/built" -print -quit
}

# The module's own jar first, then its libraries in a fixed order: the AOT cache is valid for this order only.
class_path() { local jar line=; for jar in "$1/target/$(basename "$1").jar" "$1"/target/lib/*.jar; do line+=:$jar; done; echo "${line#:}"; }

# Flags of both programs. No error about them may reach the user: an unusable AOT cache only costs time.
flags=(--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -XX:+UseSerialGC -Xmx512m
       -Dlogback.statusListenerClass=ch.qos.logback.core.status.NopStatusListener
       -XX:TieredStopAtLevel=1 -Xlog:disable -Xlog:all=error:stderr)

# A trial run of each program tells the JVM which classes to keep ready. Without it the start is only slower.
aot_caches() {
  # The window is opened as on a first start, with a lesson's guide; without its libraries only the command line.
  BEELAB_HOME=$state/trial train lab beelab.lab.cli.LabCommand bench window --lesson symlink \
    || train lab beelab.lab.cli.LabCommand --help
  rm -rf "$state/trial"
  train bee beelab.sensor.cli.TrainingRun "$LAB_ROOT/tools/launch/sample-events.json" \
    || echo "no AOT cache for bee: its start is slower"
}
train() {
  local name=$1; shift
  "$JAVA_HOME/bin/java" "${flags[@]}" -XX:AOTCacheOutput="$state/$name.aot" -cp "$(<"$state/$name.classpath")" "$@"
}

# Replaces the shell by the program $1 with main class $2.
start() {
  local name=$1 main=$2; shift 2
  local cache=(); [ ! -f "$state/$name.aot" ] || cache=(-XX:AOTCache="$state/$name.aot")
  # The agent stays: a small heap that shrinks again, as in the sensor's image (SensorImage.java).
  [ "$name ${1:-}" != "bee agent" ] || cache+=(-Xms16m -Xmx192m -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=30
                                               -XX:ReservedCodeCacheSize=32m -XX:-UsePerfData)
  export BEELAB_READY=$LAB_ROOT
  exec "$JAVA_HOME/bin/java" "${flags[@]}" "${cache[@]}" -cp "$(<"$state/$name.classpath")" "$main" "$@"
}
