/// The names of entitlements: bundles of privileges that Docker proposed twice, and that `entitlements` of a policy names.
///
/// What each means is in its preset, `entitlement.NAME`; the names of the second proposal stand for those of the first.
package enum Entitlements {
    /// What comes before a name to make it a preset's.
    package static let prefix = "entitlement."

    /// The spellings of the second proposal, each with the name that it stands for, in the order of a document.
    package static let newerSpellings: [(newer: String, name: String)] = [
        ("network.access=confined", "network.none"), ("network.access=user", "network.user"),
        ("network.access=proxy", "network.proxy"), ("network.access=admin", "network.admin"),
        ("security.access=confined", "security.confined"), ("security.access=viewer", "security.view"),
        ("security.access=admin", "security.admin"), ("security.fs=read-only", "security.fs-read-only"),
        ("host.devices.access=none", "host.devices.none"), ("host.devices.access=admin", "host.devices.admin"),
    ]

    /// The name that a word stands for; the word itself where it is no newer spelling.
    package static func name(of word: String) -> String {
        newerSpellings.first { $0.newer == word }?.name ?? word
    }

    /// The newer spelling of a name, if there is one.
    package static func newerSpelling(of name: String) -> String? {
        newerSpellings.first { $0.name == name }?.newer
    }

    /// What a name is one of several answers to, of which a policy can give one: `network`, `security`, `host.devices`,
    /// `host.processes`. None for those that go with any other.
    package static func domain(of name: String) -> String? {
        if standalone.contains(name) { return nil }
        return name.lastIndex(of: ".").map { String(name[..<$0]) }
    }

    private static let standalone = ["security.memory-lock", "security.fs-read-only"]

    /// Whether a word is one of those that speak of the calls of an interface, `api.access=…`, and not of the kernel.
    static func isAboutInterfaces(_ word: String) -> Bool { word.hasPrefix("api.access") }
}
