import ArmorSource
import Testing

@testable import ArmorKernel

/// Whose rules a message of apparmor_parser about rules that are not enforced is about.
@Suite struct EnforcementMessagesTests {
    private typealias Cause = EnforcementMessages.Cause

    private func cause(_ rules: String, _ message: String, mediatesUnix: Bool = false) -> Cause {
        let text = "abi <abi/3.0>,\n\nprofile \"p\" {\n  \(rules)\n}\n"
        return EnforcementMessages(text, mediatesUnix: mediatesUnix)
            .cause(of: ParserMessage(.warning, line: nil, message))
    }

    @Test(arguments: [
        ("/x r,", "dbus rules not enforced", Cause.ownRule),
        ("include <abstractions/x>", "dbus rules not enforced", .include),
        ("include <abstractions/x>\n  dbus,", "dbus rules not enforced", .ownRule),
        ("include <abstractions/x>\n  audit deny dbus bus=system,", "dbus rules not enforced", .ownRule),
        ("include <abstractions/x>\n  priority=3 dbus,", "dbus rules not enforced", .ownRule),
        ("include <abstractions/x>\n  /dbus r,", "dbus rules not enforced", .include),
        ("include <abstractions/x>", "mqueue type=posix rules not enforced", .include),
        ("mqueue type=posix,", "mqueue type=posix rules not enforced", .ownRule),
        ("include <abstractions/x>", "profile p network rules not enforced", .include),
        ("all,", "io_uring rules not enforced", .falseAlarm),
        ("all,\n  io_uring,", "io_uring rules not enforced", .ownRule),
        ("include <abstractions/x>", "Invalid capability foo.", .ownRule),
    ]) func tellsOwnRulesFromOthers(_ rules: String, _ message: String, _ expected: EnforcementMessages.Cause) {
        #expect(cause(rules, message) == expected, "\(rules)")
    }

    @Test func denialsOfUnixSockets() {
        let message = "deny unix socket rule not enforced, can't be downgraded to generic network rule"
        #expect(cause("audit deny network unix stream,", message) == .falseAlarm)
        #expect(cause("deny unix peer=(addr=@x),", message) == .ownRule)
        #expect(cause("deny unix peer=(addr=@x),", message, mediatesUnix: true) == .falseAlarm)
    }

    @Test func findsTheABI() {
        #expect(EnforcementMessages.abi(of: "# x\nabi <abi/5.0>,\nprofile x {\n}\n") == "5.0")
        #expect(EnforcementMessages.abi(of: "profile x {\n  abi <abi/5.0>,\n}\n") == nil)
    }
}
