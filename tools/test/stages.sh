# The stages of ./lab test: NAME:EXPECTED MINUTES:LIMIT IN MINUTES:TITLE, and a function stage_NAME for each.
stages=(
  "format:1:10:the format of Java, C and shell"
  "unit:4:40:build, unit tests, architecture rules"
  "verify:1:15:every BPF object in every configuration, on this kernel"
  "kernel:3:20:the sensor on this kernel"
  "qemu:25:60:every BPF object and the conformance cases on other kernels, in QEMU"
  "cluster:12:45:Kubernetes, sensor and scenarios, with mutations"
  "ui:2:20:the window, headless"
  "tour:3:30:the symlink exercise in the window, on the cluster"
)

stage_format() {
  stage=format
  check java ./mvnw -B -ntp -q spotless:check
  check c c_format
  check shell shell_syntax
}
c_format() {
  find bpf scenarios sensor/src/test/c -name target -prune -o -name .output -prune -o -name '*.[ch]' -print0 | xargs -0r clang-format --dry-run -Werror
}
shell_syntax() { local file; for file in lab bee .ci/run tools/*/*.sh tools/test/conformance tools/qemu/* tools/package/*; do bash -n "$file" || return 1; done; }

# Leaves target/classes, target/test-classes and target/test.classpath for the stages that follow.
stage_unit() {
  stage=unit
  ./mvnw -B -ntp -Dmaven.test.failure.ignore=true verify \
    dependency:build-classpath -Dmdep.outputFile=target/test.classpath -Dmdep.includeScope=test || failed=1
  local module
  for module in sensor lab-app; do mkdir -p "$results/unit/$module"; cp "$module"/target/surefire-reports/TEST-*.xml "$results/unit/$module/"; done
}

stage_verify() { stage=verify; check "load every object" make -C bpf verify; }

stage_kernel() {
  compiled
  junit sensor kernel "$results/kernel"
  conformance_report "$LAB_ROOT"/sensor/target/conformance/report-*.txt
}

# Every object on Debian's kernels; on 6.1 every conformance case, on 6.12 the agent as users start it, and on all the cases
# of actions, which natively cannot prevent anything. An emulated machine needs about three seconds for a case: what is left
# out here is said in the output, and runs by tools/test/conformance -k KERNEL AREA/.
stage_qemu() {
  stage=qemu; compiled
  make -C bpf all .output/verify
  tools/qemu/kernel inject >/dev/null                    # built on the first run: some five minutes more
  local kernel flags=${JUNIT_FLAGS:-} classes cases
  for kernel in 6.12 6.1 inject; do
    # inject is the 6.1 of Debian's source: its verifier says what 6.1 says.
    [ $kernel = inject ] || check "every object on $kernel" verify_in_vm $kernel
    classes=ConformanceTest cases=actions/
    case $kernel in
      6.12) classes='(ConformanceTest|SymlinkPoliciesTest)' ;;
      6.1) cases='' ;;
    esac
    left_out $kernel "$cases"
    JUNIT_FLAGS="$flags -XX:TieredStopAtLevel=1 -Dbeelab.case=$cases"
    JUNIT_ARGS="--include-classname=.*\\.$classes"
    junit sensor qemu /mnt/share/out "$LAB_ROOT/tools/qemu/vm" -k $kernel -t 1500 -o "$results/qemu/$kernel"
    conformance_report "$results/qemu/$kernel"/report-*.txt
  done
}
# The areas of conformance cases that a run leaves out, with the reason, into the table that ./lab test prints.
left_out() {
  local area
  [ -n "$2" ] || return 0
  for area in sensor/src/test/resources/conformance/*/; do
    area=$(basename "$area")/
    [[ ",$2," == *",$area,"* || $area = mechanisms/ ]] ||
      echo "$area* | $1 | left out: too slow in QEMU; tools/test/conformance -k $1 $area" >>"$results/conformance.txt"
  done
}
# The statistics of the verifier go into the log and into a file of their own.
verify_in_vm() {
  set -o pipefail
  tools/qemu/vm -k "$1" -t 1500 make -s -C bpf verify | tee "$results/qemu/verify-$1.txt"
}
# Collects the table "policy, kernel, event seen, mechanism", which ./lab test prints at its end.
conformance_report() { cat "$@" >>"$results/conformance.txt"; }

# The tests run the scenario symlink, right and mutated; the others are run as their authors would.
stage_cluster() {
  stage=cluster; compiled; ready
  check "mistakes in scenarios and guides" ./lab lint
  junit lab-app cluster "$results/cluster"
  local scenario others=(getting-started rsvp privileges restrict-uname network bpf-audit write-your-own)
  check "the other scenarios" ./lab check "${others[@]}" --report "$results/cluster/scenarios"
  for scenario in "${others[@]}"; do
    check "the evidence of $scenario" ./lab verify "$results/cluster/scenarios/$scenario"
  done
}

stage_ui() { compiled; JUNIT_FLAGS="-Dglass.platform=Headless -Dprism.order=sw" junit lab-app ui "$results/ui"; }

stage_tour() {
  stage=tour; ready
  check "tour of symlink" ./lab tour --screenshots "$results/tour/screenshots"
}

# For a stage that is run alone: compile what is stale.
compiled() {
  local built=lab-app/target/test.classpath
  if [ -f sensor/target/test.classpath ] && [ -f $built ] &&
     [ -z "$(find pom.xml {sensor,lab-app}/{src,pom.xml} bpf -name target -prune -o -name .output -prune -o -type f -newer $built -print -quit)" ]; then return; fi
  ./mvnw -B -ntp -q -DskipTests verify dependency:build-classpath -Dmdep.outputFile=target/test.classpath -Dmdep.includeScope=test
}

# The jars and AOT caches that ./lab itself uses.
ready() { make_ready build cluster; }
