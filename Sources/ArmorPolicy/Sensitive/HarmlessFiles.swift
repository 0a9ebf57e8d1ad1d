import ArmorGlob

/// The files of `/dev`, `/proc` and `/sys`, and the sockets, that are known to neither control nor reveal the host or other
/// programs: each kernel's Documentation/admin-guide and Documentation/filesystems/proc.rst, proc(5), sysfs(5).
package enum HarmlessFiles {
    /// Whether an access to a file of the kernel's trees is harmless.
    ///
    /// - Parameter path: absolute, below `/dev`, `/proc` or `/sys`.
    static func isHarmless(
        _ path: [UInt8],
        _ permission: EffectiveAccess.Permission,
        _ facts: SensitiveAccess.FileFacts
    ) -> Bool {
        let table: [Glob]
        switch permission {
        case .read, .lock: table = facts.isOwner ? read + ownRead : read
        case .write, .append: table = facts.isOwner ? written + ownWritten : written
        // sem_open(3) makes a semaphore by a link.
        case .link: table = linked
        // A program has no reason to run, or map as code, what the kernel shows.
        case .execute, .map: return false
        }
        return table.contains { $0.matches(path) }
    }

    /// Whether a socket is one of a service that other programs of the same application connect to.
    static func isSocket(_ path: [UInt8]) -> Bool { sockets.contains { $0.matches(path) } }

    // MARK: Read

    private static let process = "/proc/{self,thread-self,[0-9]*}/{,task/{,[0-9]*/}}"

    private static let read = globs([
        // Listings of the trees' own folders.
        "/dev/{,fd/,pts/,shm/,shm/**}", "/proc/{,sys/,sys/**/}", "/proc/sys/{kernel,net,vm,fs}/",
        "/sys/{,class/,class/net/{,**},bus/,block/,devices/,devices/system/,fs/,fs/cgroup/{,**},kernel/,kernel/mm/}",
        // Sinks, sources and terminals that each runtime makes.
        "/dev/{null,zero,full,random,urandom,tty,console,ptmx,pts/*,stdin,stdout,stderr}",
        // A process about itself and its peers in the container.
        process,
        process
            + "{stat,statm,status,cmdline,comm,cgroup,cpuset,mounts,mountinfo,mountstats,limits,loginuid,sessionid}",
        process + "{oom_score,oom_score_adj,oom_adj,sched,schedstat,io,net/{,*}}",
        "/proc/{self,thread-self,mounts,net,net/**}",
        // Size, age and load of the machine.
        "/proc/{cpuinfo,diskstats,filesystems,loadavg,meminfo,partitions,pressure/*,stat,swaps,uptime,version,vmstat}",
        "/proc/sys/{net/**,vm/*,user/*,crypto/*}",
        "/proc/sys/kernel/{osrelease,ostype,version,hostname,domainname,cap_last_cap,ngroups_max,pid_max,threads-max}",
        "/proc/sys/kernel/{random/*,sem,shm*,msg*,overflow{u,g}id,core_uses_pid,core_pattern,sched_*,seccomp/*}",
        "/proc/sys/kernel/{yama/ptrace_scope,unprivileged_userns_clone,numa_balancing,perf_event_*,dmesg_restrict}",
        "/proc/sys/fs/{file-max,file-nr,nr_open,pipe-*,aio-*,inotify/*,epoll/*,mqueue/*,inode-*,dentry-state,protected_*}",
        // Processors, memory nodes and huge pages, for sizing pools and caches.
        "/sys/devices/system/{cpu,node,memory,clocksource}/{,**}",
        "/sys/devices/virtual/net/{,**}",
        "/sys/kernel/mm/{transparent_hugepage,hugepages}/{,**}",
    ])

    private static let ownRead = globs([
        process + "{auxv,maps,smaps,smaps_rollup,fd/,fdinfo/{,*},numa_maps,personality,coredump_filter}"
    ])

    // MARK: Written

    private static let written = globs([
        "/dev/{null,zero,full,random,urandom,tty,console,ptmx,pts/*,shm/**,stdin,stdout,stderr}"
    ])

    private static let linked = globs(["/dev/shm/**"])

    /// A process names its threads, and offers itself to the kernel that is out of memory (proc(5)).
    private static let ownWritten = globs([process + "{comm,oom_score_adj}"])

    // MARK: Sockets

    /// Databases, application servers, and what runs beside them in one container.
    private static let sockets = globs([
        "/{run,tmp,var/lib}/{,**/}.s.PGSQL.[0-9]*",
        "/{run,tmp,var/lib}/{mysqld,mysql,mariadb}/{mysqld,mysql,mysqlx}.sock",
        "/tmp/{mysql,mysqlx}.sock", "/{run,tmp}/{,php/,php-fpm/}php*.sock",
        "/{run,tmp}/{,redis/,valkey/}{redis,valkey}*.sock",
        "/{run,tmp}/{,memcached/}memcached.sock",
        "/{run,tmp}/{,uwsgi/,gunicorn/,puma/,unicorn/}{uwsgi,gunicorn,puma,unicorn}*.sock",
        "/{run,tmp}/{,haproxy/,nginx/,supervisor/,apache2/,httpd/}{haproxy,admin,nginx,supervisor,apache2,httpd,cgisock}*",
        "/run/nscd/socket",
        "/run/{clamav,spamassassin,opendkim,rspamd,dovecot}/**", "/var/spool/postfix/{private,public}/*",
        "/tmp/.X11-unix/X[0-9]*", "/run/user/[0-9]*/{wayland-[0-9]*,pulse/native,pipewire-[0-9]*}",
    ])
}
