package beelab.sensor.compile;

import java.util.List;

/**
 * What a mechanism has to offer for one argument of the function that the policy names.
 *
 * @param source where the raw value is
 * @param form what the raw value is
 * @param bytes width of a number, 8 for pointers
 * @param signed whether a number is signed
 * @param memory where a pointer points
 * @param declared how the kernel declares it, such as {@code const char * oldname}; empty when not
 *     known
 */
record Provided(
        ArgSource source,
        Form form,
        int bytes,
        boolean signed,
        ArgSpec.Memory memory,
        String declared) {

    private static final List<String> WORDS =
            List.of("unsigned long", "long", "u64", "__u64", "s64", "__s64");

    /** What a raw value is. */
    enum Form {
        /** Not known: taken as the policy says. */
        UNKNOWN("unknown"),
        NUMBER("a number"),
        /** Of a static probe: a number of known width, which may be a pointer. */
        OPERAND("a number"),
        /** {@code char *}. */
        TEXT("text"),
        /** {@code void *}. */
        VOID("a pointer"),
        FILE("a struct file"),
        PATH("a struct path"),
        SOCK("a struct sock"),
        SOCKET("a struct socket"),
        DENTRY("a struct dentry"),
        FILENAME("a struct filename"),
        BINPRM("a struct linux_binprm"),
        SKB("a packet"),
        SOCKADDR("a socket address"),
        IOVEC("a vector of buffers"),
        IOV_ITER("a struct iov_iter"),
        KIOCB("a struct kiocb"),
        CRED("a struct cred"),
        USER_NS("a user namespace"),
        CAP_SET("a set of capabilities"),
        MODULE("a struct module"),
        LOAD_INFO("a struct load_info"),
        NET_DEVICE("a network device"),
        BPF_ATTR("a union bpf_attr"),
        BPF_MAP("a struct bpf_map"),
        BPF_PROG("a struct bpf_prog"),
        PERF_EVENT("a struct perf_event"),
        /** A pointer to something else. */
        OTHER_POINTER("a pointer"),
        DATA_LOC("text"),
        /** An array inside of a tracepoint's record. */
        ARRAY("an array"),
        /** A descriptor that stands for the {@code struct file} or {@code struct path}. */
        DESCRIPTOR_OF_FILE("a file"),
        /** A descriptor that stands for the {@code struct socket} or {@code struct sock}. */
        DESCRIPTOR_OF_SOCKET("a socket"),
        /** A {@code struct linux_binprm} whose file stands for the {@code struct file}. */
        EXECUTED_FILE("a file"),
        /** A path as user space wrote it, that stands for the {@code struct path}. */
        WRITTEN_PATH("a path");

        private final String what;

        Form(String what) {
            this.what = what;
        }

        String what() {
            return what;
        }

        boolean isPointer() {
            return switch (this) {
                case TEXT,
                        VOID,
                        FILE,
                        PATH,
                        SOCK,
                        SOCKET,
                        DENTRY,
                        FILENAME,
                        BINPRM,
                        SKB,
                        SOCKADDR,
                        IOVEC,
                        IOV_ITER,
                        KIOCB,
                        CRED,
                        USER_NS,
                        CAP_SET,
                        MODULE,
                        LOAD_INFO,
                        NET_DEVICE,
                        BPF_ATTR,
                        BPF_MAP,
                        BPF_PROG,
                        PERF_EVENT,
                        OTHER_POINTER ->
                        true;
                case UNKNOWN,
                        NUMBER,
                        OPERAND,
                        DATA_LOC,
                        ARRAY,
                        DESCRIPTOR_OF_FILE,
                        DESCRIPTOR_OF_SOCKET,
                        EXECUTED_FILE,
                        WRITTEN_PATH ->
                        false;
            };
        }
    }

    static Provided number(ArgSource source, int bytes, boolean signed) {
        return new Provided(source, Form.NUMBER, bytes, signed, ArgSpec.Memory.KERNEL, "");
    }

    static Provided constant(long value) {
        return number(new ArgSource.Constant(value), 4, true);
    }

    static Provided kernel(ArgSource source, Form form) {
        return new Provided(source, form, 8, false, ArgSpec.Memory.KERNEL, "");
    }

    static Provided user(ArgSource source, Form form) {
        return new Provided(source, form, 8, false, ArgSpec.Memory.USER, "");
    }

    /** From a declaration of C. */
    static Provided declared(
            ArgSource source, String type, String name, int bytes, ArgSpec.Memory memory) {
        String bare = bare(type);
        boolean unsigned =
                bare.startsWith("unsigned")
                        || bare.startsWith("u")
                        || bare.startsWith("__u")
                        || bare.equals("size_t");
        String declaration = name.isEmpty() ? type : type + " " + name;
        return new Provided(
                source, form(bare), bytes == 0 ? 8 : bytes, !unsigned, memory, declaration);
    }

    /** The same at the end of a path of members. */
    Provided at(MemberPath.End end) {
        return new Provided(
                source, form(bare(end.type())), end.bytes(), end.signed(), memory, end.type());
    }

    /** Whether it is an array of 64-bit numbers. */
    boolean isArrayOfWords() {
        return form == Form.ARRAY
                && WORDS.stream().anyMatch(word -> declared.startsWith(word + " "));
    }

    /** Whether it is an array of characters. */
    boolean isArrayOfText() {
        return form == Form.ARRAY && declared.startsWith("char ");
    }

    /** What the raw value is in C, without its name; empty when not known to be a pointer. */
    String pointerType() {
        return declared.substring(0, declared.lastIndexOf('*') + 1).strip();
    }

    private static Form form(String bare) {
        if (!bare.endsWith("*")) {
            return bare.startsWith("__data_loc") ? Form.DATA_LOC : Form.NUMBER;
        }
        return switch (bare) {
            case "char *" -> Form.TEXT;
            case "void *" -> Form.VOID;
            case "struct file *" -> Form.FILE;
            case "struct path *" -> Form.PATH;
            case "struct sock *" -> Form.SOCK;
            case "struct socket *" -> Form.SOCKET;
            case "struct dentry *" -> Form.DENTRY;
            case "struct filename *" -> Form.FILENAME;
            case "struct linux_binprm *" -> Form.BINPRM;
            case "struct sk_buff *" -> Form.SKB;
            case "struct sockaddr *",
                    "struct sockaddr_unsized *",
                    "struct sockaddr_un *",
                    "struct sockaddr_storage *",
                    "struct __kernel_sockaddr_storage *" ->
                    Form.SOCKADDR;
            case "struct iovec *" -> Form.IOVEC;
            case "struct iov_iter *" -> Form.IOV_ITER;
            case "struct kiocb *" -> Form.KIOCB;
            case "struct cred *" -> Form.CRED;
            case "struct user_namespace *" -> Form.USER_NS;
            case "kernel_cap_t *" -> Form.CAP_SET;
            case "struct module *" -> Form.MODULE;
            case "struct load_info *" -> Form.LOAD_INFO;
            case "struct net_device *" -> Form.NET_DEVICE;
            case "union bpf_attr *" -> Form.BPF_ATTR;
            case "struct bpf_map *" -> Form.BPF_MAP;
            case "struct bpf_prog *" -> Form.BPF_PROG;
            case "struct perf_event *" -> Form.PERF_EVENT;
            default -> Form.OTHER_POINTER;
        };
    }

    private static String bare(String type) {
        return type.replaceAll("\\b(const|volatile|__user|__rcu)\\b", "")
                .replaceAll("\\s+", " ")
                .replaceAll(" ?\\* ?", " *")
                .strip();
    }
}
