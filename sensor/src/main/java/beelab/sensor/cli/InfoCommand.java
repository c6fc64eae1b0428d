package beelab.sensor.cli;

import beelab.sensor.api.GetInfoRequest;
import beelab.sensor.api.GetInfoResponse;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.StringValue;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code bee info}: what the agent is, what its kernel can do, and how it was configured. */
@Command(
        name = "info",
        description = "Print as JSON what the agent is, what its kernel can do, and its flags.",
        footerHeading = "%nExamples:%n",
        footer = "  bee info | jq '.probes[] | select(.Enabled)'")
final class InfoCommand implements Callable<Integer> {
    @Mixin private ServerOptions server = new ServerOptions();

    @Override
    public Integer call() {
        System.out.println(
                json(server.ask(agent -> agent.getInfo(GetInfoRequest.getDefaultInstance()))));
        return 0;
    }

    /** The answer as JSON on several lines. */
    static String json(GetInfoResponse info) {
        try {
            return JsonFormat.printer()
                    .preservingProtoFieldNames()
                    .usingTypeRegistry(
                            TypeRegistry.newBuilder().add(StringValue.getDescriptor()).build())
                    .print(info);
        } catch (InvalidProtocolBufferException e) {
            throw new CliException("the agent's answer cannot be shown: " + e.getMessage());
        }
    }
}
