/// A preset: a policy that comes with the program, for others to extend.
package struct Preset: Sendable, Hashable {
    /// The word in `extends` that stands for it.
    package let name: String
    /// What it is for, in one line: the file's own `summary`.
    package let summary: String?
    /// The file as it is: TOML in UTF-8.
    package let bytes: [UInt8]
}

/// What lies in `templates/`, compiled into the program. A new preset is one file there and one case in `BuiltIn`.
package enum Presets {
    /// The names of all presets, in the order in which they are best read.
    package static var names: [String] { BuiltIn.allCases.map(\.rawValue) }

    /// Those to start a policy from: all but the entitlements, which `entitlements` names, and the packs of tests, which
    /// `[tests] include` names.
    package static var starting: [String] {
        names.filter { !$0.hasPrefix("entitlement.") && !$0.hasPrefix("tests.") }
    }

    /// All presets, in the order of `names`.
    package static var all: [Preset] { BuiltIn.allCases.map(\.preset) }

    /// The preset of that name, if there is one.
    package static func preset(named name: String) -> Preset? { BuiltIn(rawValue: name)?.preset }

    /// The text of the preset of that name, if there is one.
    package static func bytes(of name: String) -> [UInt8]? { BuiltIn(rawValue: name)?.bytes }

    /// The file of that name in `templates/`, if it is compiled in: a preset's file, a template of a profile, or what
    /// filters of system calls begin with.
    package static func file(_ fileName: String) -> [UInt8]? {
        if let template = Template(rawValue: fileName) { return template.bytes }
        let ending = ".toml"
        return fileName.hasSuffix(ending) ? bytes(of: String(fileName.dropLast(ending.count))) : nil
    }
}

/// What is no preset, by the name of its file.
private enum Template: String {
    case profile = "profile.template"
    case seccomp = "seccomp.default.toml"

    var bytes: [UInt8] {
        switch self {
        case .profile: PackageResources.profile_template
        case .seccomp: PackageResources.seccomp_default_toml
        }
    }
}

/// The presets by name. The raw value is the name of the file in `templates/` without its ending.
private enum BuiltIn: String, CaseIterable {
    case container
    case webServer = "web-server"
    case database
    case languageRuntime = "language-runtime"
    case batchJob = "batch-job"
    case shellLess = "shell-less"
    case dockerDefault = "docker-default"
    case entitlementHostDevicesAdmin = "entitlement.host.devices.admin"
    case entitlementHostDevicesNone = "entitlement.host.devices.none"
    case entitlementHostDevicesView = "entitlement.host.devices.view"
    case entitlementHostProcessesAdmin = "entitlement.host.processes.admin"
    case entitlementHostProcessesNone = "entitlement.host.processes.none"
    case entitlementNetworkAdmin = "entitlement.network.admin"
    case entitlementNetworkNone = "entitlement.network.none"
    case entitlementNetworkProxy = "entitlement.network.proxy"
    case entitlementNetworkUser = "entitlement.network.user"
    case entitlementSecurityAdmin = "entitlement.security.admin"
    case entitlementSecurityConfined = "entitlement.security.confined"
    case entitlementSecurityFsReadOnly = "entitlement.security.fs-read-only"
    case entitlementSecurityMemoryLock = "entitlement.security.memory-lock"
    case entitlementSecurityView = "entitlement.security.view"
    case testsEscapes = "tests.escapes"

    var bytes: [UInt8] {
        switch self {
        case .container: PackageResources.container_toml
        case .webServer: PackageResources.web_server_toml
        case .database: PackageResources.database_toml
        case .languageRuntime: PackageResources.language_runtime_toml
        case .batchJob: PackageResources.batch_job_toml
        case .shellLess: PackageResources.shell_less_toml
        case .dockerDefault: PackageResources.docker_default_toml
        case .entitlementHostDevicesAdmin: PackageResources.entitlement_host_devices_admin_toml
        case .entitlementHostDevicesNone: PackageResources.entitlement_host_devices_none_toml
        case .entitlementHostDevicesView: PackageResources.entitlement_host_devices_view_toml
        case .entitlementHostProcessesAdmin: PackageResources.entitlement_host_processes_admin_toml
        case .entitlementHostProcessesNone: PackageResources.entitlement_host_processes_none_toml
        case .entitlementNetworkAdmin: PackageResources.entitlement_network_admin_toml
        case .entitlementNetworkNone: PackageResources.entitlement_network_none_toml
        case .entitlementNetworkProxy: PackageResources.entitlement_network_proxy_toml
        case .entitlementNetworkUser: PackageResources.entitlement_network_user_toml
        case .entitlementSecurityAdmin: PackageResources.entitlement_security_admin_toml
        case .entitlementSecurityConfined: PackageResources.entitlement_security_confined_toml
        case .entitlementSecurityFsReadOnly: PackageResources.entitlement_security_fs_read_only_toml
        case .entitlementSecurityMemoryLock: PackageResources.entitlement_security_memory_lock_toml
        case .entitlementSecurityView: PackageResources.entitlement_security_view_toml
        case .testsEscapes: PackageResources.tests_escapes_toml
        }
    }

    var preset: Preset { Preset(name: rawValue, summary: summary(in: bytes), bytes: bytes) }
}

/// The value of the line `summary = "…"` before the first table. Presets write it plainly: on one line, with no escape.
private func summary(in bytes: [UInt8]) -> String? {
    let key = "summary = \""
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
        if line.first == UInt8(ascii: "[") { return nil }
        guard line.starts(with: key.utf8), line.last == UInt8(ascii: "\"") else { continue }
        return String(decoding: line.dropFirst(key.utf8.count).dropLast(), as: UTF8.self)
    }
    return nil
}
