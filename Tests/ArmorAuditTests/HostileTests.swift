import ArmorAudit
import ArmorTestSupport
import Foundation
import Testing

/// What hostile programs made a real kernel write: nothing of it passes for what it is not.
@Suite struct HostileTests {
    static let folder = sharedCorpus?.appending(path: "hostile")
    static let raw = folder.map { files(below: $0, ending: ".kmsg.log") } ?? []
    static let texts = folder.map { files(below: $0, ending: ".log").filter { !$0.hasSuffix(".kmsg.log") } } ?? []

    /// Profiles that the programs ran under; `victim` and the like are only in forged lines.
    private static let honest = [
        "h-complain", "h-enforce", "h-parent//kid", "h q\"uote", "unconfined", "dockerdefault",
    ]

    @Test(arguments: raw) func whatTheKernelDidNotWriteIsNotBelieved(_ name: String) throws {
        let reader = LineReader(source: .kernelMessages)
        for line in try lines(#require(Self.folder).appending(path: name)) {
            guard let event = reader.read(line).event, event.trust == .kernel else { continue }
            let origin = string(event.label?.origin ?? [])
            #expect(Self.honest.contains(origin), "\(string(line))")
            #expect(string(event.comm ?? []).hasPrefix("spoof") == false, "\(string(line))")
        }
    }

    /// Of the records that the kernel did write, all are believed but those that it cut.
    @Test(arguments: raw) func whatTheKernelWroteIsBelieved(_ name: String) throws {
        let reader = LineReader(source: .kernelMessages)
        for line in try lines(#require(Self.folder).appending(path: name)) {
            let text = string(line)
            guard text.hasPrefix("5,"), text.contains(";audit: type=1400 ") else { continue }
            switch reader.read(line) {
            case .event(let event):
                let isCut = text.utf8.count > 990
                #expect(event.trust == .kernel || isCut, "\(event.trust): \(text)")
            case let other: #expect(other == .malformed(.cut), "\(text)")
            }
        }
    }

    @Test(arguments: texts) func textIsReadAndNotBelieved(_ name: String) throws {
        var events = 0
        for line in try lines(#require(Self.folder).appending(path: name)) {
            switch LineReader().read(line) {
            case .event(let event):
                events += 1
                #expect(event.trust != .kernel)
            case .malformed(let reason): #expect(reason == .cut || reason == .noOperation, "\(string(line))")
            case .loss, .other: #expect(!string(line).contains("apparmor="), "\(string(line))")
            }
        }
        #expect(events > 0)
    }

    /// The names of the first program, as its own list has them: the same from each of the forms.
    @Test func namesAreWhatTheyWere() throws {
        guard let folder = Self.folder else { return }
        func names(_ ending: String, _ source: SourceForm) throws -> Set<[UInt8]> {
            Set(
                try lines(folder.appending(path: "a01-names.\(ending)")).compactMap { line in
                    guard case .file(let file)? = LineReader(source: source).read(line).event?.detail else {
                        return nil
                    }
                    return file.name
                }
            )
        }
        let raw = try names("kmsg.log", .kernelMessages)
        #expect(try names("dmesg.log", .text) == raw)
        #expect(try names("syslog-raw.log", .text) == raw)
        #expect(try names("dmesg-json.log", .text) == raw)
        for name in [
            "/tmp/h/ends\\", "/tmp/h/2F6574632F736861646F77", "/tmp/h/a\" denied_mask=\"rw\" name=\"etc-shadow",
            "/tmp/h/bs\\x41\\101", "/tmp/h/esc\u{1B}[31mred\u{1B}[0m",
        ] { #expect(raw.contains(Array(name.utf8)), "\(name)") }
    }

    /// Lines that programs made up, in the forms that are believed if the kernel writes them.
    @Test(arguments: [
        // A user record of the audit system, as the daemon writes it.
        (
            #"type=USER_AVC msg=audit(1700000000.123:5): pid=1 uid=0 msg='apparmor="ALLOWED" operation="open" "#
                + #"class="file" profile="victim" name="/etc/shadow" requested_mask="r" denied_mask="r"'"#,
            SourceForm.auditLog, Doubt.userRecord
        ),
        (
            #"type=USER_AVC msg=audit(1700000000.123:5): pid=1 uid=0 msg='x' type=AVC msg=audit(1.002:3): "#
                + #"apparmor="ALLOWED" operation="open" profile="victim" name="/q" requested_mask="r"'"#,
            .auditLog, .userRecord
        ),
        // Written to /dev/kmsg: never the kernel's facility.
        (
            #"12,1,5,-;audit: type=1400 audit(1700000000.123:5): apparmor="ALLOWED" operation="open" "#
                + #"profile="victim" name="/etc/shadow" requested_mask="r" denied_mask="r""#,
            .kernelMessages, .foreignFacility
        ),
        // A line end in a user record: one record of /dev/kmsg.
        (
            #"5,1,5,-;audit: type=1107 audit(1700000000.123:5): pid=1 msg='x'\x0aaudit: type=1400 "#
                + #"audit(1700000001.500:6): apparmor="ALLOWED" operation="open" profile="victim" name="/etc/shadow" "#
                + #"requested_mask="r" denied_mask="r"'"#,
            .kernelMessages, .userRecord
        ),
        // Fields that the kernel writes once.
        (
            #"type=AVC msg=audit(1700000000.123:5): apparmor="ALLOWED" operation="open" profile="p" name="/a" "#
                + #"name="/b" requested_mask="r" denied_mask="r" fsuid=0 ouid=0"#,
            .auditLog, .repeated
        ),
        (
            #"type=AVC msg=audit(1700000000.123:5): apparmor="ALLOWED" operation="open" profile="p" name="/a" / "#
                + #"requested_mask="r" denied_mask="r" fsuid=0 ouid=0"#,
            .auditLog, .grammar
        ),
        (
            #"type=AVC msg=audit(1700000000.123:5): apparmor="ALLOWED" operation="open" profile="p" name=/a "#
                + #"requested_mask="r" denied_mask="r" fsuid=0 ouid=0"#,
            .auditLog, .badName
        ),
        (
            #"type=AVC msg=audit(1700000000.123:5): apparmor="ALLOWED" operation="dance" profile="p" name="/a""#,
            .auditLog, .unknownOperation
        ),
        (
            #"type=AVC msg=audit(1700000000.123:5): apparmor="ALLOWED" operation="open" profile="p" "#
                + #"requested_mask="r" denied_mask="r""#,
            .auditLog, .incomplete
        ),
        // Another type than the kernel's own.
        (
            #"type=1400 msg=audit(1700000000.123:5): apparmor="ALLOWED" operation="open" profile="p" name="/a""#,
            .auditLog, .form
        ),
        // Something in front.
        (
            #" type=AVC msg=audit(1700000000.123:5): apparmor="ALLOWED" operation="open" profile="p" name="/a" "#
                + #"requested_mask="r" denied_mask="r" fsuid=0 ouid=0"#,
            .auditLog, .text
        ),
    ]) func forgedLines(_ line: String, _ source: SourceForm, _ doubt: Doubt) throws {
        let event = try #require(LineReader(source: source).read(line).event)
        #expect(event.trust == .untrusted(doubt))
    }

    /// A syslog daemon that takes a message apart at its line ends makes lines of the forger's making: then the log is no
    /// audit log, whatever single lines of it look like.
    @Test func oneForeignLineMakesALogText() {
        let record = #"type=AVC msg=audit(1700000000.123:5): apparmor="ALLOWED" operation="open" profile="p" name="/a""#
        func form(_ text: String) -> SourceForm { SourceForm.of(beginning: Array(text.utf8).span) }
        #expect(form(record + "\n" + record + "\n") == .auditLog)
        #expect(form(record) == .auditLog)
        #expect(form("Jul 24 12:54:06 host kernel: x\n" + record + "\n") == .text)
        #expect(form(record + "\n[   1.0] x\n") == .text)
        #expect(form("") == .text)
        #expect(form("5,376,10512240,-;audit: x\n SUBSYSTEM=acpi\n12,377,10512240,-;y\n") == .kernelMessages)
        #expect(form(#"{"__REALTIME_TIMESTAMP":"1","MESSAGE":"x"}"# + "\n") == .journal)
        #expect(form(#"{"MESSAGE":"x"}"# + "\n") == .text)
    }
}
