/// AppArmor's operations (security/apparmor/include/audit.h; D-Bus's of its daemon), each with its kind.
enum Operations {
    /// The kind by the operation alone; none for those that are not known. Sockets, queues and files share operations:
    /// the fields tell those apart.
    static func kind(_ operation: String) -> EventKind? { kinds[operation] }

    private static let kinds: [String: EventKind] = {
        let groups: [(EventKind, [String])] = [
            (
                .file,
                [
                    "open", "unlink", "mkdir", "rmdir", "mknod", "truncate", "symlink", "chmod", "chown", "getattr",
                    "setattr", "file_receive", "file_perm", "file_lock", "file_mmap", "file_mprotect", "file_inherit",
                    "inode_permission", "sysctl", "setxattr", "getxattr", "removexattr", "listxattr", "access",
                    "file_truncate", "file_ioctl", "inode_create", "inode_setattr", "inode_getattr", "xattr",
                ]
            ),
            (.exec, ["exec"]),
            (.link, ["link"]),
            (.rename, ["rename_src", "rename_dest"]),
            (.mount, ["mount", "umount", "pivotroot"]),
            (.capability, ["capable"]),
            (
                .network,
                [
                    "create", "post_create", "bind", "connect", "listen", "accept", "sendmsg", "recvmsg", "getsockname",
                    "getpeername", "getsockopt", "setsockopt", "socket_shutdown", "shutdown",
                    "sock_send", "sock_recv", "socket_create",
                ]
            ),
            (.signal, ["signal"]),
            (.ptrace, ["ptrace"]),
            (
                .dbus,
                [
                    "dbus_method_call", "dbus_method_return", "dbus_error", "dbus_signal", "dbus_bind",
                    "dbus_eavesdrop", "dbus_message",
                ]
            ),
            (.mqueue, ["sysv_mqueue", "mqueue", "mqueue_open", "mqueue_create", "mqueue_unlink"]),
            (.userns, ["userns_create"]),
            (.ioUring, ["uring_override", "uring_sqpoll", "uring_cmd", "io_uring"]),
            (
                .changeProfile,
                ["change_profile", "change_onexec", "change_hat", "stack", "stack_onexec", "setprocattr"]
            ),
            (.rlimit, ["setrlimit"]),
            (
                .status,
                [
                    "profile_load", "profile_replace", "profile_remove", "profile_lookup", "profile_set", "clone",
                    "initialize",
                ]
            ),
        ]
        var kinds: [String: EventKind] = [:]
        for (kind, names) in groups { for name in names { kinds[name] = kind } }
        return kinds
    }()
}
