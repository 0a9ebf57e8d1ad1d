import ArmorEngine
import ArmorKernel
package import ArmorSource

extension StatusReport {
    /// All of it for programs; `version` is that of this form.
    package var json: JSONText {
        .fields([
            ("version", .integer(1)),
            ("apparmor", .boolean(kernelError == nil)),
            ("profiles", .array(profiles.profiles.map(Self.json))),
            ("containers", containers.map { .array($0.containers.map(\.json)) }),
            ("findings", .array(findings.map(\.json))),
            ("unseen", .array(unseen.map(JSONText.string))),
        ])
    }

    private static func json(_ state: ProfileState) -> JSONText {
        .fields([
            ("name", .string(state.profile.name)),
            ("mode", .string(state.profile.mode)),
            ("origin", .string(state.origin.rawValue)),
            ("policy", state.policy.map(JSONText.string)),
            ("processes", .array(state.processes.map(\.json))),
        ])
    }
}

extension LabelledProcess {
    /// Its number and name; the label is told where it is known already.
    var json: JSONText { .object([("pid", .integer(number)), ("command", .string(command))]) }
}

extension ContainerState {
    var json: JSONText {
        .fields([
            ("id", .string(id)),
            ("name", .string(name)),
            ("engine", .string(engine)),
            ("image", container.map { .string($0.image) }),
            ("profile", container?.profile.map(JSONText.string)),
            ("confinement", .string(confinement.rawValue)),
            ("labels", .array(labels.map { Self.json($0.label, $0.processes) })),
            ("no_new_privileges", status.map { .boolean($0.hasNoNewPrivileges) }),
            ("seccomp", status.map { .boolean($0.isFiltered) }),
            ("settings", container.map(\.settings.json)),
        ])
    }

    private static func json(_ label: ConfinementLabel, _ processes: [LabelledProcess]) -> JSONText {
        .fields([
            ("label", .string(label.text)),
            ("mode", label.mode.map(JSONText.string)),
            ("processes", .array(processes.map(\.json))),
        ])
    }
}

extension ContainerSettings {
    fileprivate var json: JSONText {
        .fields([
            ("privileged", .boolean(isPrivileged)),
            ("cap_add", Self.list(addedCapabilities)),
            ("cap_drop", Self.list(droppedCapabilities)),
            ("host_namespaces", Self.list(hostNamespaces.map(\.rawValue).sorted())),
            ("security_opt", Self.list(securityOptions)),
            ("read_only", .boolean(hasReadOnlyRoot)),
            ("masked_paths", .boolean(masksSystemPaths)),
            ("devices", Self.list(devices)),
            ("mounts", .array(mounts.map(\.json))),
            ("user", .string(user)),
            ("memory", memoryLimit.map(JSONText.integer)),
            ("pids", processLimit.map(JSONText.integer)),
        ])
    }

    private static func list(_ texts: [String]) -> JSONText { .array(texts.map(JSONText.string)) }
}

extension ContainerSettings.Mount {
    fileprivate var json: JSONText {
        .object([
            ("type", .string(kind)), ("source", .string(source)), ("target", .string(target)),
            ("writable", .boolean(isWritable)), ("propagation", .string(propagation)),
        ])
    }
}
