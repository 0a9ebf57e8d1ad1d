import ArmorSource

/// What is asked of every container. Numbers of the benchmark are those of releases 1.6 to 1.8; up to 1.5 each is one less.
package enum ContainerChecks {
    package static let all = confinement + privilege + isolation + limits

    /// What the kernel says.
    static let confinement = [unconfined, partlyUnconfined, otherProfile, complain, onlyDefault]

    static let unconfined = Check(
        "R01",
        .error,
        "not confined by AppArmor",
        why: "nothing but namespaces, capabilities and seccomp is between it and the host",
        remedy: "start it with --security-opt apparmor=NAME; armor init writes a policy to begin with",
        benchmark: "5.2"
    )
    static let partlyUnconfined = Check(
        "R02",
        .error,
        "some of its processes are not confined",
        why: "they stay so until they end: a profile was removed under them, or may change to none",
        remedy: "load the profile and start the container again; take change_profile and ux out of the policy",
        benchmark: "5.2"
    )
    static let otherProfile = Check(
        "R03",
        .error,
        "confined by another profile than its engine says",
        why: "the engine only tells what it asked for; the kernel enforces what the process's label names",
        remedy: "start the container again and look at its label; update the engine's runtime if it differs again"
    )
    static let complain = Check(
        "R04",
        .warning,
        "its profile is in complain mode",
        why: "what the profile does not allow is logged and done",
        remedy: "load the policy with mode = \"enforce\""
    )
    static let onlyDefault = Check(
        "R05",
        .note,
        "only its engine's default profile",
        why: "that profile allows every file, capability and network family and denies a list of known holes",
        remedy: "write a policy that allows what it needs: armor init writes one to begin with"
    )

    /// What its processes may do beyond those of other containers.
    static let privilege = [
        privileged, dangerousCapability, capability, noSeccomp, newPrivileges, systemPaths, devices,
    ]

    static let privileged = Check(
        "R06",
        .error,
        "privileged",
        why: "it has every capability and every device, and no AppArmor profile unless one is named",
        remedy: "leave --privileged out; add the one capability or device that is needed",
        benchmark: "5.5"
    )
    static let dangerousCapability = Check(
        "R07",
        .error,
        "a capability that opens the host",
        why: "with it a process can mount, load modules, reach memory or other processes, or change AppArmor itself",
        remedy: "leave --cap-add for it out; do that work on the host",
        benchmark: "5.4"
    )
    static let capability = Check(
        "R08",
        .warning,
        "a capability beyond the default",
        why: "each opens a part of the kernel that containers are kept from by default",
        remedy: "leave --cap-add out, or let an AppArmor policy bound what it is used for",
        benchmark: "5.4"
    )
    static let noSeccomp = Check(
        "R09",
        .warning,
        "no seccomp filter",
        why: "all system calls are open, the rarely used and rarely tested ones too",
        remedy: "leave --security-opt seccomp=unconfined out",
        benchmark: "5.22"
    )
    static let newPrivileges = Check(
        "R10",
        .note,
        "may gain privileges by executing programs",
        why: "set-user-id programs and file capabilities in the image work",
        remedy: "add --security-opt no-new-privileges, unless the policy changes profile on execution",
        benchmark: "5.26"
    )
    static let systemPaths = Check(
        "R11",
        .warning,
        "/proc and /sys as they are",
        why: "the runtime usually hides kernel memory and makes kernel settings read-only",
        remedy: "leave --security-opt systempaths=unconfined out"
    )
    static let devices = Check(
        "R12",
        .warning,
        "devices of the host",
        why: "a disk is every file of the host; other devices have drivers that were not written for strangers",
        remedy: "leave --device out",
        benchmark: "5.18"
    )

    /// What it shares with the host.
    static let isolation = [
        hostProcesses, hostNetwork, hostIPC, hostNames, hostUsers, hostCgroups, engineSocket, writableHostFolder,
        readableHostFolder, propagation,
    ]

    static let hostProcesses = Check(
        "R13",
        .warning,
        "the host's process namespace",
        why: "it sees all processes of the host and may signal and trace those of its user",
        remedy: "leave --pid=host out",
        benchmark: "5.16"
    )
    static let hostNetwork = Check(
        "R14",
        .warning,
        "the host's network namespace",
        why: "it reaches what listens on localhost and on abstract sockets, containerd's and the desktop's among them",
        remedy: "leave --network=host out; publish ports",
        benchmark: "5.10"
    )
    static let hostIPC = Check(
        "R15",
        .warning,
        "the host's IPC namespace",
        why: "it reads and writes the shared memory of the host's programs",
        remedy: "leave --ipc=host out",
        benchmark: "5.17"
    )
    static let hostNames = Check(
        "R16",
        .warning,
        "the host's UTS namespace",
        why: "with sys_admin it changes the host's name",
        remedy: "leave --uts=host out",
        benchmark: "5.21"
    )
    static let hostUsers = Check(
        "R17",
        .warning,
        "left out of the engine's user namespace",
        why: "its root is the host's root although the engine maps users",
        remedy: "leave --userns=host out",
        benchmark: "5.31"
    )
    static let hostCgroups = Check(
        "R18",
        .note,
        "the host's cgroup namespace",
        why: "it sees the names of the host's cgroups; engines on cgroup version 1 do this by default",
        remedy: "leave --cgroupns=host out"
    )
    static let engineSocket = Check(
        "R19",
        .error,
        "a socket that commands the host",
        why:
            "a container engine starts privileged containers for its clients, and services such as systemd act as root",
        remedy: "remove the mount; AppArmor's path rules do not block connect() to it on every kernel",
        benchmark: "5.32"
    )
    static let writableHostFolder = Check(
        "R20",
        .error,
        "a folder of the host's system, writable",
        why: "what is written there runs as the host's root sooner or later",
        remedy: "mount what is needed from it, read-only",
        benchmark: "5.6"
    )
    static let readableHostFolder = Check(
        "R21",
        .warning,
        "a folder of the host's system",
        why: "it holds the host's keys, passwords and configuration",
        remedy: "mount the files that are needed",
        benchmark: "5.6"
    )
    static let propagation = Check(
        "R22",
        .warning,
        "mounts that reach the host",
        why: "what is mounted in the container appears on the host",
        remedy: "leave :shared and :rshared out",
        benchmark: "5.20"
    )

    /// What bounds the damage.
    static let limits = [writableRoot, processLimit, memoryLimit]

    static let writableRoot = Check(
        "R23",
        .note,
        "a root file system that can be written",
        why: "an intruder can keep programs there and run them",
        remedy: "add --read-only, with --tmpfs and volumes where it must write",
        benchmark: "5.13"
    )
    static let processLimit = Check(
        "R24",
        .note,
        "no limit of processes",
        why: "one container can use up the host's processes",
        remedy: "add --pids-limit",
        benchmark: "5.29"
    )
    static let memoryLimit = Check(
        "R25",
        .note,
        "no limit of memory",
        why: "one container can use up the host's memory",
        remedy: "add --memory",
        benchmark: "5.11"
    )
}
