import ArmorGlob

/// A path as the decisions of ``SensitiveAccess`` see it.
struct SensitiveFile {
    /// The components, without `.`, `..` and empty ones, under the names that the kernel uses.
    private let names: [String]
    private let isFolder: Bool

    /// - Parameter path: `nil` results for a path that is not absolute.
    init?(_ path: [UInt8]) {
        guard path.first == Self.slash else { return nil }
        var names: [String] = []
        for component in path.split(separator: Self.slash) {
            switch String(decoding: component, as: UTF8.self) {
            case ".": break
            case "..": _ = names.popLast()
            case let name: names.append(name)
            }
        }
        // hier(7): a link on every current distribution.
        if names.starts(with: ["var", "run"]) { names.removeFirst() }
        (self.names, isFolder) = (names, path.last == Self.slash)
    }

    private init(_ names: ArraySlice<String>, isFolder: Bool) { (self.names, self.isFolder) = (Array(names), isFolder) }

    private static let slash = UInt8(ascii: "/")

    private var path: [UInt8] {
        Array(("/" + names.joined(separator: "/") + (isFolder && !names.isEmpty ? "/" : "")).utf8)
    }

    // MARK: Decision

    func sensitivity(
        _ permission: EffectiveAccess.Permission,
        _ facts: SensitiveAccess.FileFacts
    ) -> SensitiveAccess? {
        if let host = hostFile(permission, facts) { return host }
        if let top = names.first, Self.kernelTrees.contains(top) { return kernelTree(top, permission, facts) }
        if permission == .execute { return privilegedProgram }
        if SecretFile(path: path) != nil || permission != .read && isInSecretFolder {
            return SensitiveAccess(.secret, "holds private keys or credentials, by its name")
        }
        if isControl {
            return SensitiveAccess(.kernelInterface, "has the name of a file by which the kernel is controlled")
        }
        if facts.isSocket || isSocketName, !HarmlessFiles.isSocket(path) {
            return SensitiveAccess(.socket, "is a socket of a service that is not known to be harmless")
        }
        switch permission {
        case .write, .append, .link: return change
        case .read, .map: return SensitivePlaces.isUnreadable(names) ? Self.ofHost : nil
        case .execute, .lock: return nil
        }
    }

    private static let ofHost = SensitiveAccess(.hostFile, "belongs to the host or to its engine")

    // MARK: The kernel's trees

    private static let kernelTrees: Set = ["dev", "proc", "sys"]

    private func kernelTree(
        _ top: String,
        _ permission: EffectiveAccess.Permission,
        _ facts: SensitiveAccess.FileFacts
    ) -> SensitiveAccess? {
        guard !HarmlessFiles.isHarmless(path, permission, facts) else { return nil }
        if top == "dev" { return SensitiveAccess(.device, "is a device that is not known to be harmless") }
        let verb = permission == .read ? "reveal" : "control"
        return SensitiveAccess(.kernelInterface, "may \(verb) the kernel or other processes")
    }

    /// Files of `/proc` and `/sys` by which the kernel or other processes are controlled, under any mount point: a container
    /// that may mount, and a runtime that is led astray, put them elsewhere (CVE-2019-16884, CVE-2022-0492, CVE-2023-28642).
    private var isControl: Bool {
        // Matching globs is slow; nearly all names have none of these components.
        names.contains(where: Self.controlNames.contains) && Self.controls.contains { $0.matches(path) }
    }

    private static let controlNames: Set = [
        "proc", "sys", "dev", "kernel", "binfmt_misc", "release_agent", "devices.allow", "devices.deny", "cgroup.procs",
        "cgroup.threads", "cgroup.subtree_control", "cgroup.kill", "sysrq-trigger", "kcore", "kallsyms", "kpagecgroup",
        "kpagecount", "kpageflags",
    ]

    private static let controls = globs([
        "/**/{release_agent,devices.{allow,deny},cgroup.{procs,threads,subtree_control,kill}}",
        "/**/sys/{kernel/{core_pattern,modprobe,hotplug,poweroff_cmd,usermodehelper/*},vm/*,fs/binfmt_misc/**}",
        "/**/sysrq-trigger", "/**/{kcore,kallsyms,kpage{cgroup,count,flags}}", "/**/binfmt_misc/{register,status}",
        "/**/kernel/{uevent_helper,security/**,debug/**,tracing/**,kexec_*}",
        "/**/proc/{self,thread-self,[0-9]*}/{,task/[0-9]*/}{root,cwd,fd,ns,map_files}/**",
        "/**/proc/{self,thread-self,[0-9]*}/{,task/[0-9]*/}{mem,environ,exe,{uid,gid,projid}_map,setgroups,attr/**}",
        "/**/dev/{mem,kmem,port,kmsg,sd[a-z]*,{vd,xvd,hd}[a-z]*,nvme[0-9]*,dm-[0-9]*,mapper/*,disk/**,md[0-9]*,loop[0-9]*}",
    ])

    // MARK: The host under another name

    /// Folders at which people mount the host's root: agents' documentation, Docker Desktop, Toolbx.
    private static let rootsOfTheHost: Set = [
        "host", "hostfs", "host_mnt", "host-root", "hostroot", "host_root", "rootfs", "sysroot",
    ]
    private static let mountFolders: Set = ["mnt", "media"]
    private static let topFolders: Set = [
        "bin", "boot", "dev", "etc", "home", "lib", "lib32", "lib64", "opt", "proc", "root", "run", "sbin", "sys",
        "usr", "var",
    ]

    private func hostFile(
        _ permission: EffectiveAccess.Permission,
        _ facts: SensitiveAccess.FileFacts
    ) -> SensitiveAccess? {
        guard let top = names.first else { return nil }
        var inner: [ArraySlice<String>] = []
        if Self.rootsOfTheHost.contains(top), names.count > 1 {
            if permission != .read, permission != .lock { return Self.ofHost }
            inner = [names.dropFirst()]
        } else if names.starts(with: ["run", "host"]), names.count > 2 {
            if permission != .read, permission != .lock { return Self.ofHost }
            inner = [names.dropFirst(2)]
        } else if Self.mountFolders.contains(top) {
            // A disk's root is mounted there, or one folder deeper.
            inner = (1...2).map { names.dropFirst($0) }
        }
        for rest in inner where rest.first.map(Self.topFolders.contains) ?? false {
            if SensitiveFile(rest, isFolder: isFolder).sensitivity(permission, facts) != nil { return Self.ofHost }
        }
        return nil
    }

    // MARK: Names

    private var isInSecretFolder: Bool {
        names.dropLast(isFolder ? 0 : 1).contains(where: SensitivePlaces.secretFolders.contains)
    }

    /// Whether the name is one that services give their sockets.
    private var isSocketName: Bool {
        guard let name = names.last, !isFolder else { return false }
        if SensitivePlaces.socketEndings.contains(where: name.hasSuffix) { return true }
        return names.first == "run" && SensitivePlaces.sockets.contains { $0.matches(path) }
    }

    private var privilegedProgram: SensitiveAccess? {
        guard let name = names.last,
            SensitivePlaces.privilegedPrograms.contains(name) || names.first?.hasPrefix("memfd:") == true
        else { return nil }
        return SensitiveAccess(
            .privilegedProgram,
            "is a program that changes privileges, namespaces or what runs on the host"
        )
    }

    private var change: SensitiveAccess? {
        guard SensitivePlaces.isUnchangeable(names) else { return nil }
        return SensitiveAccess(.systemChange, "belongs to programs or settings that others run or trust")
    }
}

/// The globs of a table in the source.
func globs(_ texts: [String]) -> [Glob] {
    let globs = texts.compactMap { try? Glob.parse($0) }
    assert(globs.count == texts.count, "a glob of a table cannot be parsed")
    return globs
}
