package beelab.sensor.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import beelab.sensor.attach.TracefsMounted;
import beelab.sensor.compile.KernelFeatures;
import beelab.sensor.probe.KernelProbe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every policy of {@code src/test/resources/conformance} on this kernel: loaded or refused as
 * expected, by the mechanism that the committed table tells, with the events and effects that the
 * case tells, and nothing left afterwards. {@code -Dbeelab.case=AREA/PREFIX,…} runs some of them.
 */
@Tag("kernel")
@Tag("qemu")
@ExtendWith(TracefsMounted.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConformanceTest {
    private static final Path MODULE = Path.of(System.getProperty("basedir", ""));
    private static final Path CASES = MODULE.resolve("src/test/resources/conformance");

    private TestKernel kernel;
    private final String wanted = System.getProperty("beelab.case", "");
    private LiveAgent agent;
    private CaseRunner runner;
    private MechanismTable committed;
    private final List<CaseRunner.Result> results = new ArrayList<>();

    @BeforeAll
    void start(@TempDir Path scratch) throws Exception {
        KernelFeatures features = KernelProbe.probe(); // now that tracefs is mounted
        kernel = TestKernel.of(features);
        committed = MechanismTable.read(tableIn(CASES.resolve("mechanisms")));
        Trigger trigger = Trigger.compile(MODULE, scratch);
        agent = LiveAgent.start(scratch);
        runner = new CaseRunner(agent, trigger, kernel, features.release(), scratch);
    }

    @AfterAll
    void stop() throws Exception {
        if (agent != null) {
            agent.close();
            Path out = CaseReport.outFolder();
            CaseReport.write(out.resolve("report-" + kernel.label() + ".txt"), kernel, results);
            writeTable(tableIn(out));
        }
    }

    @TestFactory
    Stream<DynamicNode> cases() throws Exception {
        Map<String, List<DynamicNode>> areas = new TreeMap<>();
        List<ConformanceCase> all = CaseReader.readAll(CASES);
        assertThat(all).as("cases in %s", CASES).isNotEmpty();
        all.stream()
                .filter(this::isWanted)
                .forEach(c ->
                        areas.computeIfAbsent(
                                        c.name().substring(0, c.name().indexOf('/')),
                                        _ -> new ArrayList<>())
                                .add(dynamicTest(c.name() + ": " + c.says(), () -> check(c))));
        Stream<DynamicNode> containers =
                areas.entrySet().stream().map(e -> dynamicContainer(e.getKey(), e.getValue()));
        return kernel == TestKernel.OTHER
                ? containers
                : Stream.concat(
                        containers,
                        Stream.of(
                                dynamicTest(
                                        "the table of mechanisms on " + kernel.label(),
                                        () -> everyRowHasItsCase(all))));
    }

    private boolean isWanted(ConformanceCase one) {
        return Stream.of(wanted.split(",")).anyMatch(prefix -> one.name().startsWith(prefix));
    }

    private void check(ConformanceCase one) throws Exception {
        results.add(new CaseRunner.Result(one.name(), "", "FAILED"));
        CaseRunner.Result result = runner.run(one, row -> results.set(results.size() - 1, row));
        results.set(results.size() - 1, result);
        if (kernel != TestKernel.OTHER) {
            committed
                    .row(one.name())
                    .ifPresent(row ->
                            assertThat(result.mechanism())
                                    .as(
                                            "the committed table of %s says otherwise; see its head"
                                                    + " before you change it",
                                            kernel.label())
                                    .isEqualTo(row));
        }
    }

    /** Rows of cases that are not there any more, whatever cases this run is about. */
    private void everyRowHasItsCase(List<ConformanceCase> all) {
        List<String> names = all.stream().map(ConformanceCase::name).toList();
        assertThat(committed.names())
                .as("the table of %s has a row for none; bring it up to date", kernel.label())
                .isSubsetOf(names);
        if (committed.isIncomplete()) {
            abort("the committed table says that it is incomplete");
        }
        assertThat(names)
                .as("cases without a row; bring the table of %s up to date", kernel.label())
                .isSubsetOf(committed.names());
    }

    /** The committed table with the rows of this run, and without those of cases that are gone. */
    private void writeTable(Path file) throws Exception {
        List<String> names = CaseReader.readAll(CASES).stream().map(ConformanceCase::name).toList();
        MechanismTable fresh = MechanismTable.read(tableIn(CASES.resolve("mechanisms")));
        committed.names().stream().filter(n -> !names.contains(n)).forEach(fresh::remove);
        results.stream()
                .filter(result -> !result.mechanism().isEmpty())
                .forEach(result -> fresh.put(result.name(), result.mechanism()));
        fresh.write(file, fresh.names().containsAll(names));
    }

    private Path tableIn(Path folder) {
        return folder.resolve(kernel.label() + ".txt");
    }
}
