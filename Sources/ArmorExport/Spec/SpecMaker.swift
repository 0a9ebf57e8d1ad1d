import ArmorGlob
package import ArmorPolicy
import ArmorSource

extension ContainerSpec {
    /// What a policy comes to. `seccompFile` is the path of a filter that takes the place of what the policy says; none
    /// leaves that.
    package init(_ policy: Policy, seccompFile: String? = nil) {
        let grants = Grants(policy)
        let settings = policy.container
        func decided<Value>(_ located: Located<Value>?) -> Decided<Value>? {
            located.map { Decided($0.value, at: $0.place) }
        }
        profile = policy.name?.value ?? ""
        families = grants.families
        image = decided(settings.image)
        user = settings.user.map { Decided(User($0.value), at: $0.place) }
        tmpfs = settings.tmpfs.map { Decided(Tmpfs($0.value), at: $0.place) }
        devices = settings.devices.map { Decided(Device($0.value), at: $0.place) }
        pidsLimit = decided(settings.pidsLimit)
        (userns, pid, ipc) = (decided(settings.userns), decided(settings.pid), decided(settings.ipc))
        systemPaths = decided(settings.systemPaths)
        capabilities = grants.capabilities
        let filter = SeccompChoice(policy, file: seccompFile)
        (seccomp, unfiltered) = (filter.seccomp, filter.notes)
        // Decided below, where the policy is silent; the settings that they depend on are there by now.
        network = decided(settings.network)
        readOnly = Decided(false, at: nil)
        noNewPrivileges = Decided(false, at: nil)
        notes = grants.notes
        if let mode = policy.main.settings.mode, mode.value == .complain {
            let what = "the profile only complains, and what these settings stop is in no log to be learnt from"
            notes.append(.decided(what, at: mode.place))
        }
        decide(settings, grants)
        for rule in policy.main.rules {
            guard let limit = rule.value as? ResourceLimitRule else { continue }
            let place = rule.origin?.place
            if let number = ResourceLimit(limit) {
                limits.append(Decided(number, at: place))
            } else {
                notes.append(.limitOfProfile("\"\(limit.limit)\" is past every number", at: place))
            }
        }
    }

    private mutating func decide(_ settings: ContainerSettings, _ grants: Grants) {
        if let written = settings.readOnly {
            readOnly = Decided(written.value, at: written.place)
        } else if let write = grants.writeOutside(tmpfs.map(\.value.path)) {
            note("the root file system stays writable: \(write.what) is granted", at: write.place)
        } else {
            readOnly = Decided(true, at: nil)
            note("the root file system is read only: nothing outside of /dev, /proc, /sys and tmpfs may be written")
        }
        if let written = settings.noNewPrivileges {
            noNewPrivileges = Decided(written.value, at: written.place)
        } else if let need = grants.needsNewPrivileges {
            note("no_new_privileges is left out: \(need.what)", at: need.place)
        } else {
            noNewPrivileges = Decided(true, at: nil)
            note("no_new_privileges is set: no rule leaves the profile or runs a program that is known to be set-uid")
        }
        if network == nil, grants.isWithoutNetwork {
            network = Decided("none", at: nil)
            note("the container gets no network: the profile allows no sockets but unix ones")
        }
    }

    private mutating func note(_ what: String, at place: Place? = nil) {
        notes.append(.decided(what, at: place))
    }
}

/// Which filter of system calls a container gets.
private struct SeccompChoice {
    let seccomp: ContainerSpec.Decided<ContainerSpec.Seccomp>
    var notes: [Diagnostic] = []

    init(_ policy: Policy, file: String?) {
        let written = policy.container.seccomp
        if let file {
            seccomp = ContainerSpec.Decided(.file(file), at: nil)
            return
        }
        switch written?.value {
        case nil, "default": seccomp = ContainerSpec.Decided(.runtimes, at: written?.place)
        case "unconfined":
            seccomp = ContainerSpec.Decided(.unconfined, at: written?.place)
            return
        case let path?:
            seccomp = ContainerSpec.Decided(.file(Self.resolved(path, from: written)), at: written?.place)
            return
        }
        for call in policy.seccomp.allow + policy.seccomp.deny {
            notes.append(
                .leftOut(
                    "the runtime's own filter knows nothing of \"\(call.value.name)\" in [seccomp]",
                    at: call.place,
                    help: "write with -o or -d, which make the policy's own filter beside, or name one with --seccomp"
                )
            )
        }
    }

    /// A path that begins with `./` is beside the text that names it.
    private static func resolved(_ path: String, from written: Located<String>?) -> String {
        guard path.hasPrefix("./"), let text = written?.layer.source.name, let slash = text.lastIndex(of: "/") else {
            return path
        }
        return String(text[...slash]) + path.dropFirst(2)
    }
}

extension ContainerSpec.User {
    /// Reads `USER[:GROUP]`, as the policy's reader has checked it.
    init(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        user = parts.first ?? ""
        group = parts.count > 1 ? parts[1] : nil
    }
}

extension ContainerSpec.Tmpfs {
    /// Reads `PATH[:OPTIONS]`.
    init(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        path = parts.first ?? ""
        options = parts.count > 1 ? parts[1].split(separator: ",").map(String.init) : []
    }
}

extension ContainerSpec.Device {
    /// Reads `PATH[:PATH][:ACCESS]`; all accesses where none is said.
    init(_ text: String) {
        var parts = text.split(separator: ":").map(String.init)
        var access = "rwm"
        if parts.count > 1, let last = parts.last, !last.hasPrefix("/") {
            access = last
            parts.removeLast()
        }
        self.access = access
        host = parts.first ?? ""
        container = parts.last ?? ""
    }
}
