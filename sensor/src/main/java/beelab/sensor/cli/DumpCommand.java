package beelab.sensor.cli;

import beelab.sensor.api.ConfigFlag;
import beelab.sensor.api.DumpProcessCacheReqArgs;
import beelab.sensor.api.GetDebugRequest;
import beelab.sensor.api.ProcessInternal;
import beelab.sensor.export.json.ProtoJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bee dump}, also {@code bee debug dump}: what the agent keeps in memory. */
@Command(
        name = "dump",
        description = "Print what the agent keeps in memory.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer =
                "  bee dump processcache --skip-zero-refcnt | jq -c '[.process.pid,.process.binary]'")
final class DumpCommand extends CommandGroup {

    @Command(
            name = "processcache",
            description = "Print the processes that the agent knows, one JSON object a line.")
    int processCache(
            @Mixin ServerOptions server,
            @Option(
                            names = "--skip-zero-refcnt",
                            description = "Leave out those that nothing refers to any more.")
                    boolean skipZero,
            @Option(
                            names = "--exclude-execve-map-processes",
                            description = "Accepted; this agent keeps processes in one place.")
                    boolean excludeExecve) {
        GetDebugRequest request =
                GetDebugRequest.newBuilder()
                        .setFlag(ConfigFlag.CONFIG_FLAG_DUMP_PROCESS_CACHE)
                        .setDump(
                                DumpProcessCacheReqArgs.newBuilder()
                                        .setSkipZeroRefcnt(skipZero)
                                        .setExcludeExecveMapProcesses(excludeExecve))
                        .build();
        for (ProcessInternal process :
                server.ask(agent -> agent.getDebug(request)).getProcesses().getProcessesList()) {
            System.out.println(ProtoJson.print(process));
        }
        return 0;
    }
}
