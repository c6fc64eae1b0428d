package beelab.sensor.export;

import beelab.sensor.api.BinaryProperties;
import beelab.sensor.api.Capabilities;
import beelab.sensor.api.CapabilitiesType;
import beelab.sensor.api.Container;
import beelab.sensor.api.EnvVar;
import beelab.sensor.api.FileProperties;
import beelab.sensor.api.Image;
import beelab.sensor.api.InodeProperties;
import beelab.sensor.api.Namespace;
import beelab.sensor.api.Namespaces;
import beelab.sensor.api.Pod;
import beelab.sensor.api.Process;
import beelab.sensor.api.ProcessCredentials;
import beelab.sensor.api.ProcessPrivilegesChanged;
import beelab.sensor.api.SecureBitsType;
import beelab.sensor.api.SecurityContext;
import beelab.sensor.api.UserNamespace;
import beelab.sensor.api.UserRecord;
import com.google.protobuf.BoolValue;
import com.google.protobuf.Int32Value;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UInt32Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The process half of {@link EventMapper}: processes, pods, credentials and namespaces. */
public final class ProcessMapper {
    private ProcessMapper() {}

    public static Process map(beelab.sensor.event.Process process) {
        if (!process.known()) {
            return Process.newBuilder()
                    .setPid(unsigned(process.pid()))
                    .setStartTime(timestamp(process.startTime()))
                    .setFlags(process.flags())
                    .build();
        }
        Process.Builder mapped =
                Process.newBuilder()
                        .setExecId(process.execId())
                        .setPid(unsigned(process.pid()))
                        .setTid(unsigned(process.tid()))
                        .setUid(unsigned(process.uid()))
                        .setAuid(unsigned(process.auid()))
                        .setCwd(process.cwd())
                        .setBinary(process.binary())
                        .setArguments(process.arguments())
                        .setFlags(process.flags())
                        .setStartTime(timestamp(process.startTime()))
                        .setDocker(process.docker())
                        .setParentExecId(process.parentExecId())
                        .setRefcnt(process.refCount())
                        .setInInitTree(BoolValue.of(process.inInitTree()));
        if (process.pod() != null) {
            mapped.setPod(pod(process.pod()));
        }
        if (process.capabilities() != null) {
            mapped.setCap(capabilities(process.capabilities()));
        }
        if (process.credentials() != null) {
            mapped.setProcessCredentials(credentials(process.credentials()));
        }
        if (process.namespaces() != null) {
            mapped.setNs(namespaces(process.namespaces()));
        }
        if (process.binaryProperties() != null) {
            mapped.setBinaryProperties(binaryProperties(process.binaryProperties()));
        }
        if (process.environment() != null) {
            process.environment()
                    .forEach(variable ->
                            mapped.addEnvironmentVariables(
                                    EnvVar.newBuilder()
                                            .setKey(variable.name())
                                            .setValue(variable.value())));
        }
        if (!process.userName().isEmpty()) {
            mapped.setUser(UserRecord.newBuilder().setName(process.userName()));
        }
        return mapped.build();
    }

    static Timestamp timestamp(Instant time) {
        return Timestamp.newBuilder()
                .setSeconds(time.getEpochSecond())
                .setNanos(time.getNano())
                .build();
    }

    static UInt32Value unsigned(int value) {
        return UInt32Value.of(value);
    }

    private static Pod pod(beelab.sensor.event.Pod pod) {
        return Pod.newBuilder()
                .setNamespace(pod.namespace())
                .setName(pod.name())
                .setUid(pod.uid())
                .setContainer(container(pod.container()))
                .putAllPodLabels(pod.labels())
                .setWorkload(pod.workload())
                .setWorkloadKind(pod.workloadKind())
                .putAllPodAnnotations(pod.annotations())
                .build();
    }

    private static Container container(beelab.sensor.event.Container container) {
        Container.Builder mapped =
                Container.newBuilder()
                        .setId(container.id())
                        .setName(container.name())
                        .setImage(
                                Image.newBuilder()
                                        .setId(container.imageId())
                                        .setName(container.imageName()))
                        .setMaybeExecProbe(container.maybeExecProbe());
        if (container.startTime() != null) {
            mapped.setStartTime(timestamp(container.startTime()));
        }
        if (container.pid() != null) {
            mapped.setPid(unsigned(container.pid()));
        }
        if (container.privileged() != null) {
            mapped.setSecurityContext(
                    SecurityContext.newBuilder().setPrivileged(container.privileged()));
        }
        return mapped.build();
    }

    static Capabilities capabilities(beelab.sensor.event.Process.Capabilities sets) {
        return Capabilities.newBuilder()
                .addAllPermitted(capabilityList(sets.permitted()))
                .addAllEffective(capabilityList(sets.effective()))
                .addAllInheritable(capabilityList(sets.inheritable()))
                .build();
    }

    private static List<CapabilitiesType> capabilityList(long mask) {
        List<CapabilitiesType> list = new ArrayList<>(Long.bitCount(mask));
        for (long rest = mask; rest != 0; rest &= rest - 1) {
            CapabilitiesType type = CapabilitiesType.forNumber(Long.numberOfTrailingZeros(rest));
            if (type != null) { // A newer kernel may know more than the contract.
                list.add(type);
            }
        }
        return list;
    }

    static ProcessCredentials credentials(beelab.sensor.event.Process.Credentials ids) {
        ProcessCredentials.Builder mapped =
                ProcessCredentials.newBuilder()
                        .setUid(unsigned(ids.uid()))
                        .setGid(unsigned(ids.gid()))
                        .setEuid(unsigned(ids.euid()))
                        .setEgid(unsigned(ids.egid()))
                        .setSuid(unsigned(ids.suid()))
                        .setSgid(unsigned(ids.sgid()))
                        .setFsuid(unsigned(ids.fsuid()))
                        .setFsgid(unsigned(ids.fsgid()))
                        .setCaps(capabilities(ids.capabilities()));
        for (int rest = ids.secureBits(); rest != 0; rest &= rest - 1) {
            SecureBitsType bit = SecureBitsType.forNumber(Integer.lowestOneBit(rest));
            if (bit != null) {
                mapped.addSecurebits(bit);
            }
        }
        if (ids.userNamespace() != null) {
            mapped.setUserNs(userNamespace(ids.userNamespace()));
        }
        return mapped.build();
    }

    static UserNamespace userNamespace(beelab.sensor.event.Process.UserNamespace namespace) {
        return UserNamespace.newBuilder()
                .setLevel(Int32Value.of(namespace.level()))
                .setUid(unsigned(namespace.uid()))
                .setGid(unsigned(namespace.gid()))
                .setNs(namespace(namespace.namespace()))
                .build();
    }

    private static Namespace namespace(beelab.sensor.event.Process.Namespace namespace) {
        return Namespace.newBuilder()
                .setInum(namespace.inode())
                .setIsHost(namespace.host())
                .build();
    }

    private static Namespaces namespaces(beelab.sensor.event.Process.Namespaces all) {
        Namespaces.Builder mapped = Namespaces.newBuilder();
        set(all.uts(), mapped::setUts);
        set(all.ipc(), mapped::setIpc);
        set(all.mnt(), mapped::setMnt);
        set(all.pid(), mapped::setPid);
        set(all.pidForChildren(), mapped::setPidForChildren);
        set(all.net(), mapped::setNet);
        set(all.time(), mapped::setTime);
        set(all.timeForChildren(), mapped::setTimeForChildren);
        set(all.cgroup(), mapped::setCgroup);
        set(all.user(), mapped::setUser);
        return mapped.build();
    }

    private static void set(
            beelab.sensor.event.Process.@Nullable Namespace namespace, Consumer<Namespace> setter) {
        if (namespace != null) {
            setter.accept(namespace(namespace));
        }
    }

    private static BinaryProperties binaryProperties(
            beelab.sensor.event.Process.BinaryProperties properties) {
        BinaryProperties.Builder mapped = BinaryProperties.newBuilder();
        if (properties.setuid() != null) {
            mapped.setSetuid(unsigned(properties.setuid()));
        }
        if (properties.setgid() != null) {
            mapped.setSetgid(unsigned(properties.setgid()));
        }
        properties.privilegesChanged().stream()
                .sorted()
                .forEach(change ->
                        mapped.addPrivilegesChanged(
                                ProcessPrivilegesChanged.valueOf("PRIVILEGES_" + change.name())));
        if (properties.inode() != 0) {
            mapped.setFile(
                    FileProperties.newBuilder()
                            .setInode(
                                    InodeProperties.newBuilder()
                                            .setNumber(properties.inode())
                                            .setLinks(unsigned(properties.links()))));
        }
        return mapped.build();
    }
}
