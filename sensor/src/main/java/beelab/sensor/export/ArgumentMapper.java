package beelab.sensor.export;

import beelab.sensor.api.BpfCmd;
import beelab.sensor.api.KernelModule;
import beelab.sensor.api.KprobeArgument;
import beelab.sensor.api.KprobeBpfAttr;
import beelab.sensor.api.KprobeBpfMap;
import beelab.sensor.api.KprobeBpfProg;
import beelab.sensor.api.KprobeCapability;
import beelab.sensor.api.KprobeError;
import beelab.sensor.api.KprobeFile;
import beelab.sensor.api.KprobeLinuxBinprm;
import beelab.sensor.api.KprobePath;
import beelab.sensor.api.KprobePerfEvent;
import beelab.sensor.api.KprobeSkb;
import beelab.sensor.api.KprobeSock;
import beelab.sensor.api.KprobeSockaddr;
import beelab.sensor.api.KprobeSockaddrUn;
import beelab.sensor.api.KprobeTruncatedBytes;
import beelab.sensor.api.SyscallId;
import beelab.sensor.api.TaintedBitsType;
import beelab.sensor.event.Argument;
import com.google.protobuf.BoolValue;
import com.google.protobuf.ByteString;
import com.google.protobuf.Int32Value;

/** The argument half of {@link EventMapper}. */
final class ArgumentMapper {
    private ArgumentMapper() {}

    static KprobeArgument map(Argument argument) {
        KprobeArgument.Builder mapped = KprobeArgument.newBuilder().setLabel(argument.label());
        switch (argument) {
            case Argument.Text a -> mapped.setStringArg(a.value());
            case Argument.Int a -> mapped.setIntArg(a.value());
            case Argument.UInt a -> mapped.setUintArg(a.value());
            case Argument.Size a -> mapped.setSizeArg(a.value());
            case Argument.Long64 a -> mapped.setLongArg(a.value());
            case Argument.Bytes a -> {
                ByteString bytes = ByteString.copyFrom(a.data().duplicate());
                if (a.truncated()) {
                    mapped.setTruncatedBytesArg(
                            KprobeTruncatedBytes.newBuilder()
                                    .setBytesArg(bytes)
                                    .setOrigSize(a.originalSize()));
                } else {
                    mapped.setBytesArg(bytes);
                }
            }
            case Argument.OpenFile a ->
                    mapped.setFileArg(
                            KprobeFile.newBuilder()
                                    .setMount(a.mount())
                                    .setPath(a.path())
                                    .setFlags(a.flags())
                                    .setPermission(a.permission()));
            case Argument.FilePath a ->
                    mapped.setPathArg(
                            KprobePath.newBuilder()
                                    .setMount(a.mount())
                                    .setPath(a.path())
                                    .setFlags(a.flags())
                                    .setPermission(a.permission()));
            case Argument.Binprm a ->
                    mapped.setLinuxBinprmArg(
                            KprobeLinuxBinprm.newBuilder()
                                    .setPath(a.path())
                                    .setFlags(a.flags())
                                    .setPermission(a.permission()));
            case Argument.Socket a -> mapped.setSockArg(socket(a));
            case Argument.Packet a -> mapped.setSkbArg(packet(a));
            case Argument.SocketAddress a ->
                    mapped.setSockaddrArg(
                            KprobeSockaddr.newBuilder()
                                    .setFamily(a.family())
                                    .setAddr(a.address())
                                    .setPort(a.port()));
            case Argument.UnixAddress a ->
                    mapped.setSockaddrunArg(
                            KprobeSockaddrUn.newBuilder().setFamily(a.family()).setPath(a.path()));
            case Argument.Capability a ->
                    mapped.setCapabilityArg(
                            KprobeCapability.newBuilder()
                                    .setValue(Int32Value.of(a.value()))
                                    .setName(a.name()));
            case Argument.CapabilitySet a -> {
                switch (a.which()) {
                    case PLAIN -> mapped.setKernelCapTArg(a.hex());
                    case INHERITABLE -> mapped.setCapInheritableArg(a.hex());
                    case PERMITTED -> mapped.setCapPermittedArg(a.hex());
                    case EFFECTIVE -> mapped.setCapEffectiveArg(a.hex());
                }
            }
            case Argument.Cred a ->
                    mapped.setProcessCredentialsArg(ProcessMapper.credentials(a.value()));
            case Argument.UserNs a -> mapped.setUserNsArg(ProcessMapper.userNamespace(a.value()));
            case Argument.BpfAttr a ->
                    mapped.setBpfAttrArg(
                            KprobeBpfAttr.newBuilder()
                                    .setProgType(a.programType())
                                    .setInsnCnt(a.instructions())
                                    .setProgName(a.programName()));
            case Argument.BpfProgram a ->
                    mapped.setBpfProgArg(
                            KprobeBpfProg.newBuilder()
                                    .setProgType(a.programType())
                                    .setInsnCnt(a.instructions())
                                    .setProgName(a.programName()));
            case Argument.BpfMap a ->
                    mapped.setBpfMapArg(
                            KprobeBpfMap.newBuilder()
                                    .setMapType(a.mapType())
                                    .setKeySize(a.keySize())
                                    .setValueSize(a.valueSize())
                                    .setMaxEntries(a.maxEntries())
                                    .setMapName(a.name()));
            case Argument.PerfEvent a ->
                    mapped.setPerfEventArg(
                            KprobePerfEvent.newBuilder()
                                    .setKprobeFunc(a.function())
                                    .setType(a.type())
                                    .setConfig(a.config())
                                    .setProbeOffset(a.probeOffset()));
            case Argument.BpfCommand a -> {
                BpfCmd command = BpfCmd.forNumber(a.value());
                if (command == null) {
                    mapped.setIntArg(a.value());
                } else {
                    mapped.setBpfCmdArg(command);
                }
            }
            case Argument.Module a -> mapped.setModuleArg(module(a));
            case Argument.Syscall a ->
                    mapped.setSyscallId(SyscallId.newBuilder().setId(a.id()).setAbi(a.abi()));
            case Argument.Failed a ->
                    mapped.setErrorArg(KprobeError.newBuilder().setMessage(a.message()));
        }
        return mapped.build();
    }

    private static KprobeSock socket(Argument.Socket a) {
        return KprobeSock.newBuilder()
                .setFamily(a.family())
                .setType(a.type())
                .setProtocol(a.protocol())
                .setMark(a.mark())
                .setPriority(a.priority())
                .setSaddr(a.sourceAddress())
                .setDaddr(a.destinationAddress())
                .setSport(a.sourcePort())
                .setDport(a.destinationPort())
                .setCookie(a.cookie())
                .setState(a.state())
                .build();
    }

    private static KprobeSkb packet(Argument.Packet a) {
        return KprobeSkb.newBuilder()
                .setHash(a.hash())
                .setLen(a.length())
                .setPriority(a.priority())
                .setMark(a.mark())
                .setSaddr(a.sourceAddress())
                .setDaddr(a.destinationAddress())
                .setSport(a.sourcePort())
                .setDport(a.destinationPort())
                .setProto(a.protocolNumber())
                .setSecPathLen(a.secPathLength())
                .setSecPathOlen(a.secPathOffload())
                .setProtocol(a.protocol())
                .setFamily(a.family())
                .build();
    }

    private static KernelModule module(Argument.Module a) {
        KernelModule.Builder mapped = KernelModule.newBuilder().setName(a.name());
        if (a.signatureAccepted() != null) {
            mapped.setSignatureOk(BoolValue.of(a.signatureAccepted()));
        }
        for (TaintedBitsType taint : TaintedBitsType.values()) {
            // The contract's numbers are the flags' masks.
            if (taint != TaintedBitsType.UNRECOGNIZED && (a.taints() & taint.getNumber()) != 0) {
                mapped.addTainted(taint);
            }
        }
        return mapped.build();
    }
}
