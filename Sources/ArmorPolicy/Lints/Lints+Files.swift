extension Lints {
    /// Files by which the host is taken: A08–A11, B06, B11, B12 and B18.
    static let files: [Lint] = [
        Lint(
            "A08",
            .critical,
            "writing where the kernel looks for a program to run",
            why: "the kernel runs the program that is named there as root on the host",
            remedy: "allow writes to the files of /proc/sys that are needed, and deny these",
            basis: .samples
        ) { $0.grants(helpers, [.write, .append]) },
        Lint(
            "A09",
            .critical,
            "writing to control groups",
            why: "a release_agent runs on the host as root; devices.allow opens devices (CVE-2022-0492)",
            remedy: "let the container read /sys/fs/cgroup; delegate one group where it must write",
            basis: .samples
        ) { $0.grants(controlGroups, [.write, .append]) },
        Lint(
            "A10",
            .critical,
            "writing to /sys/kernel/security",
            why: "profiles are loaded, replaced and removed there",
            remedy: "deny /sys/kernel/security/**",
            basis: .samples
        ) { $0.grants(securityInterface, [.write, .append]) },
        Lint(
            "A11",
            .critical,
            "disks and physical memory",
            why: "a disk read or written as a device passes every file permission of the host",
            remedy: "name the one device that is needed; deny /dev/{mem,kmem,port}",
            basis: .samples
        ) { $0.grants(devices, [.read, .write, .append]) },
        Lint(
            "B06",
            .high,
            "writing kernel settings",
            why: "most of /proc/sys is not the container's own, and sysrq-trigger stops the machine",
            remedy: "set what is needed with the runtime (docker run --sysctl)",
            basis: .samples
        ) { $0.grants(settings, [.write, .append]) },
        Lint(
            "B11",
            .high,
            "writing what others will run",
            why: "what is written there is loaded or run later, by root or by another user",
            remedy: "allow writes below the program's own folders",
            basis: .samples
        ) { $0.grants(startup, [.write, .append]) },
        Lint(
            "B12",
            .high,
            "executing files that have no name",
            why: "a program made by memfd_create(2) has the path \"/\": this runs code that was never a file",
            remedy: "name the programs; \"/**\" does not include \"/\"",
            basis: .samples
        ) { $0.grants(unnamed, [.execute]) },
        Lint(
            "B18",
            .high,
            "forging lines of the kernel's log",
            why: "written lines look like the kernel's own, AppArmor's denials included",
            remedy: "deny writing /dev/kmsg; take audit_write and audit_control out",
            basis: .samples
        ) { input in
            input.grants(kernelLog, [.write, .append]) + allowing(["audit_write", "audit_control"])(input)
        },
    ]

    private static let helpers = Paths(
        [
            "/proc/sys/kernel/core_pattern", "/proc/sys/kernel/modprobe", "/proc/sys/kernel/hotplug",
            "/proc/sys/kernel/usermodehelper/bset", "/sys/kernel/uevent_helper", "/proc/sys/fs/binfmt_misc/register",
        ],
        patterns: ["/proc/sys/fs/binfmt_misc/*", "/sys/kernel/uevent_helper"]
    )
    private static let controlGroups = Paths(
        [
            "/sys/fs/cgroup/release_agent", "/sys/fs/cgroup/memory/release_agent",
            "/sys/fs/cgroup/rdma/zq/release_agent", "/sys/fs/cgroup/devices/zq/devices.allow",
            "/sys/fs/cgroup/zq/cgroup.procs",
        ],
        patterns: ["/sys/fs/cgroup/**"]
    )
    private static let securityInterface = Paths(
        [
            "/sys/kernel/security/apparmor/.replace", "/sys/kernel/security/apparmor/.load",
            "/sys/kernel/security/apparmor/.remove", "/sys/kernel/security/ima/policy",
        ],
        patterns: ["/sys/kernel/security/**"]
    )
    private static let devices = Paths(
        [
            "/dev/mem", "/dev/kmem", "/dev/port", "/dev/sda", "/dev/sda1", "/dev/vda", "/dev/xvda1", "/dev/nvme0n1",
            "/dev/nvme0n1p1", "/dev/mmcblk0", "/dev/md0", "/dev/dm-0", "/dev/loop0", "/dev/mapper/root",
            "/dev/nbd0", "/dev/zram0",
        ],
        patterns: [
            "/dev/{sd,vd,xvd,hd}[a-z]{,[0-9]*}", "/dev/{nvme,mmcblk,md,dm-,loop,nbd,zram}[0-9]*", "/dev/mapper/*",
        ]
    )
    static let settings = Paths(
        [
            "/proc/sysrq-trigger", "/proc/sys/kernel/randomize_va_space", "/proc/sys/kernel/shmmax",
            "/proc/sys/vm/overcommit_memory", "/proc/sys/net/ipv4/ip_forward", "/proc/sys/fs/protected_hardlinks",
            "/proc/sys/user/max_user_namespaces",
        ],
        patterns: ["/proc/sys/**"]
    )
    private static let startup = Paths(
        [
            "/etc/ld.so.preload", "/etc/crontab", "/etc/cron.d/zq", "/etc/cron.daily/zq", "/var/spool/cron/root",
            "/var/spool/cron/crontabs/root", "/etc/systemd/system/zq.service", "/lib/systemd/system/zq.service",
            "/usr/lib/systemd/system/zq.service", "/run/systemd/system/zq.service", "/etc/init.d/zq", "/etc/rc.local",
            "/etc/profile", "/etc/profile.d/zq.sh", "/root/.bashrc", "/root/.profile", "/etc/ld.so.conf.d/zq.conf",
        ],
        patterns: [
            "/etc/cron{tab,.d/*,.hourly/*,.daily/*,.weekly/*,.monthly/*}", "/var/spool/cron/**",
            "/{etc,run,lib,usr/lib}/systemd/{system,user}/**", "/etc/{profile.d,init.d,ld.so.conf.d}/*",
        ]
    )
    private static let unnamed = Paths(["/"])
    private static let kernelLog = Paths(["/dev/kmsg"])
}
