/// A setting of a profile that differs between two profiles.
package struct SettingDiff: Sendable, Hashable {
    /// The setting as `flags=(…)` names it where it is a flag.
    package let name: String
    /// Its value in the old profile, `none` where it is not set.
    package let old: String
    package let new: String
    /// Whether the new value can permit something that the old one did not.
    package let isWider: Bool

    /// Every setting that differs, in a fixed order.
    static func all(_ old: CompiledProfile, _ new: CompiledProfile) -> [SettingDiff] {
        var found: [SettingDiff] = []
        func compare<Value: Equatable>(
            _ name: String,
            _ value: (CompiledProfile) -> Value,
            isWider: (Value, Value) -> Bool,
            text: (Value) -> String
        ) {
            let (before, after) = (value(old), value(new))
            guard before != after else { return }
            found.append(
                SettingDiff(name: name, old: text(before), new: text(after), isWider: isWider(before, after))
            )
        }
        func bytes(_ value: [UInt8]?) -> String { value.map { String(decoding: $0, as: UTF8.self) } ?? "none" }
        // A path in another place matches other rules: which ones is not decided here.
        compare("attach_disconnected.path", \.disconnected, isWider: { _, _ in true }, text: bytes)
        compare("attach_disconnected.ipc path", \.disconnectedIPC, isWider: { _, _ in true }, text: bytes)
        compare("namespace", \.namespace, isWider: { _, _ in true }) { $0 ?? "none" }
        // A process can enter a hat of its profile without a rule for it.
        compare("kind", \.isHat, isWider: { _, isHat in isHat }) { $0 ? "hat" : "profile" }
        // Any signal but SIGKILL can be handled by the process.
        compare("kill.signal", \.killSignal, isWider: { _, signal in signal.map { $0 != 9 } ?? false }) {
            $0.map { "\($0)" } ?? "none"
        }
        compare("error", \.errorNumber, isWider: { _, _ in false }) { $0.map { "\($0)" } ?? "none" }
        compare("audit", \.auditsAll, isWider: { _, _ in false }) { $0 ? "on" : "off" }
        compare("other flags", \.otherFlags, isWider: { _, _ in true }) { "0x" + String($0, radix: 16) }
        compare("other data", \.otherData, isWider: { _, _ in true }) {
            $0.isEmpty ? "none" : "\($0.count) bytes"
        }
        return found
    }
}
