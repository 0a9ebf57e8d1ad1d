import Testing

@testable import ArmorAudit

/// One record in everything that it comes wrapped in: the same event, and who is believed.
@Suite struct EnvelopeTests {
    private static let fields =
        #"apparmor="DENIED" operation="open" class="file" profile="web" name="/etc/x" pid=7 comm="cat" "#
        + #"requested_mask="r" denied_mask="r" fsuid=33 ouid=0"#
    private static let stamp = "audit(1795226287.820:7)"

    struct Form: Sendable, CustomTestStringConvertible {
        let line: String
        let envelope: Envelope
        let source: SourceForm
        let trust: Trust
        var hasStamp = true
        var node: String?

        var testDescription: String { "\(envelope): \(line.prefix(60))" }
    }

    private static let escaped = fields.map { $0 == "\"" ? "\\\"" : String($0) }.joined()

    static let forms: [Form] = [
        Form(line: "type=AVC msg=\(stamp): \(fields)", envelope: .auditd, source: .auditLog, trust: .kernel),
        Form(
            line: "node=web01 type=AVC msg=\(stamp): \(fields)",
            envelope: .auditd,
            source: .auditLog,
            trust: .kernel,
            node: "web01"
        ),
        Form(
            line: "type=AVC msg=\(stamp): \(fields)\u{1D}FSUID=\"www-data\" OUID=\"root\"",
            envelope: .auditd,
            source: .auditLog,
            trust: .kernel
        ),
        Form(
            line: "type=AVC msg=\(stamp): \(fields)FSUID=\"www-data\" OUID=\"root\"",
            envelope: .auditd,
            source: .text,
            trust: .untrusted(.mixedSource)
        ),
        Form(
            line: "type=1400 msg=\(stamp): \(fields)",
            envelope: .auditd,
            source: .auditLog,
            trust: .untrusted(.form)
        ),
        Form(
            line: "5,376,10512240,-;audit: type=1400 \(stamp): \(fields)",
            envelope: .kmsg,
            source: .kernelMessages,
            trust: .kernel
        ),
        Form(
            line: "5,376,10512240,c,caller=T7;audit: type=1400 \(stamp): \(fields)",
            envelope: .kmsg,
            source: .kernelMessages,
            trust: .kernel
        ),
        Form(line: "[   10.110420] audit: type=1400 \(stamp): \(fields)"),
        Form(line: "<5>[   10.110420] audit: type=1400 \(stamp): \(fields)"),
        Form(line: "<5>audit: type=1400 \(stamp): \(fields)"),
        Form(line: "[Sat Nov 21 11:14:18 2026] audit: type=1400 \(stamp): \(fields)"),
        Form(line: "kern  :notice: [   10.110420] audit: type=1400 \(stamp): \(fields)"),
        Form(line: "2026-11-21T11:14:18,110420+00:00 audit: type=1400 \(stamp): \(fields)"),
        Form(line: "[   10.110420] type=1400 \(stamp): \(fields)"),
        Form(line: "audit: type=1400 \(stamp): \(fields)", .bare),
        Form(line: "type=1400 \(stamp): \(fields)", .auditd, .untrusted(.form)),
        Form(line: "Nov 21 11:14:18 web01 kernel: [   10.110420] audit: type=1400 \(stamp): \(fields)", .syslog),
        Form(line: "Nov 21 11:14:18 web01 kernel: audit: type=1400 \(stamp): \(fields)", .syslog),
        Form(
            line: "2026-11-21T11:14:18.110420+00:00 web01 kernel: [   10.1] audit: type=1400 \(stamp): \(fields)",
            .syslog
        ),
        Form(line: "Nov 21 11:14:18 web01 kernel: \(stamp): type=1400 \(fields)", .syslog),
        Form(
            line: "Nov 21 11:14:18 web01 audit[7]: AVC \(fields)",
            envelope: .journalText,
            source: .text,
            trust: .untrusted(.text),
            hasStamp: false
        ),
        Form(line: fields, envelope: .bare, source: .text, trust: .untrusted(.text), hasStamp: false),
        Form(line: "AVC \(fields)", envelope: .bare, source: .text, trust: .untrusted(.text), hasStamp: false),
        Form(
            line: "MESSAGE=AVC \(fields)",
            envelope: .syslog,
            source: .text,
            trust: .untrusted(.text),
            hasStamp: false
        ),
        Form(
            line: #"{"MESSAGE":"AVC \#(escaped)","_TRANSPORT":"audit","_AUDIT_TYPE":"1400","_AUDIT_ID":"7","#
                + #""_SOURCE_REALTIME_TIMESTAMP":"1795226287820000","__REALTIME_TIMESTAMP":"1795226287821000"}"#,
            envelope: .journal,
            source: .journal,
            trust: .kernel
        ),
        Form(
            line: #"{"MESSAGE":"audit: type=1400 \#(stamp): \#(escaped)","_TRANSPORT":"kernel","SYSLOG_FACILITY":"0","#
                + #""__REALTIME_TIMESTAMP":"1795226287999000"}"#,
            envelope: .journal,
            source: .journal,
            trust: .kernel
        ),
        Form(
            line: #"{"MESSAGE":"audit: type=1400 \#(stamp): \#(escaped)","_TRANSPORT":"kernel","SYSLOG_FACILITY":"1"}"#,
            envelope: .journal,
            source: .journal,
            trust: .untrusted(.form)
        ),
        Form(
            line: #"{"MESSAGE":"audit: type=1400 \#(stamp): \#(escaped)","_TRANSPORT":"syslog","SYSLOG_FACILITY":"0"}"#,
            envelope: .journal,
            source: .journal,
            trust: .untrusted(.form)
        ),
        Form(
            line:
                #"{"MESSAGE":"x\naudit: type=1400 \#(stamp): \#(escaped)","_TRANSPORT":"kernel","SYSLOG_FACILITY":"0"}"#,
            envelope: .journal,
            source: .journal,
            trust: .untrusted(.form)
        ),
        Form(
            line:
                #"{"MESSAGE":\#(Array("AVC \(fields)".utf8)),"_TRANSPORT":"audit","_AUDIT_TYPE":"1400","_AUDIT_ID":"7","#
                + #""_SOURCE_REALTIME_TIMESTAMP":"1795226287820000"}"#,
            envelope: .journal,
            source: .journal,
            trust: .kernel
        ),
        Form(line: #"         "msg": "audit: type=1400 \#(stamp): \#(escaped)""#),
    ]

    @Test(arguments: forms) func readsTheSameEvent(_ form: Form) throws {
        let event = try #require(LineReader(source: form.source).read(form.line).event)
        #expect(event.envelope == form.envelope)
        #expect(event.trust == form.trust)
        #expect(event.node.map(string) == form.node)
        #expect(event.time == (form.hasStamp ? 1_795_226_287_820 : nil))
        #expect(event.serial == (form.hasStamp ? 7 : nil))
        #expect(event.status == .denied && event.operation == "open" && event.mediation == "file")
        #expect(event.label == AuditLabel("web") && event.pid == 7 && event.comm == Array("cat".utf8))
        #expect(event.requested == "r" && event.denied == "r" && event.fsuid == 33 && event.ouid == 0)
        #expect(event.detail == .file(FileAccess(name: Array("/etc/x".utf8))))
        #expect(event.others == [])
    }

    /// `ausearch -i` leaves the quotes out and writes users in words.
    @Test func readsTheInterpretedForm() throws {
        let line =
            "type=AVC msg=audit(11/21/26 11:14:18.820:7) : apparmor=DENIED operation=open class=file profile=web "
            + "name=/etc/x pid=7 comm=cat requested_mask=r denied_mask=r fsuid=www-data ouid=root "
        let event = try #require(LineReader(source: .auditLog).read(line).event)
        #expect(event.envelope == .interpreted && event.trust == .untrusted(.interpreted))
        #expect(event.serial == 7 && event.time == nil && event.fsuid == nil)
        #expect(event.detail == .file(FileAccess(name: Array("/etc/x".utf8))))
        #expect(event.others.map(\.key) == ["fsuid", "ouid"])
    }

    @Test(arguments: [
        ("[44128.8] audit: audit_lost=17 audit_rate_limit=0 audit_backlog_limit=64", LossNotice.auditLost(17)),
        ("[44128.8] audit: rate limit exceeded", .rateLimited),
        ("audit: backlog limit exceeded", .backlogExceeded),
        ("[44128.8] audit: audit_backlog=65 > audit_backlog_limit=64", .backlogExceeded),
        ("Oct 29 09:20:01 web01 kernel: [87589.4] kauditd_printk_skb: 36 callbacks suppressed", .suppressed(36)),
        ("5,9,10512240,-;audit: 36 callbacks suppressed", .suppressed(36)),
        (
            "Oct 29 09:20:01 web01 rsyslogd: imjournal: 500 messages lost due to rate-limiting (20000 allowed within 600 seconds)",
            .syslogLost(500)
        ),
        ("Oct 29 09:20:01 web01 rsyslogd: imjournal: begin to drop messages due to rate-limiting", .syslogDropping),
        ("[44128.8] audit: kauditd hold queue overflow", .queueOverflow),
        ("Oct 29 09:20:01 web01 systemd-journald[1]: Missed 12 kernel messages", .journalMissed(12)),
        (
            "Oct 29 09:20:01 web01 systemd-journald[1]: Suppressed 1200 messages from system.slice/docker.service",
            .journalSuppressed(1200)
        ),
        (#"{"MESSAGE":"Missed 3 kernel messages","__REALTIME_TIMESTAMP":"1"}"#, .journalMissed(3)),
    ]) func tellsOfLosses(_ line: String, _ loss: LossNotice) {
        #expect(LineReader().read(line) == .loss(loss))
    }

    @Test(arguments: [
        ("", AuditLine.other), ("[1.0] net_ratelimit: 5 callbacks suppressed", .other), ("apparmor", .other),
        ("apparmor=", .malformed(.unknownStatus)),
        (#"apparmor="MAYBE" operation="open""#, .malformed(.unknownStatus)),
        (#"apparmor="DENIED" name="/a""#, .malformed(.noOperation)),
        (#"apparmor="DENIED" operation="open" name="/a"#, .malformed(.cut)),
        (#"myapparmor="DENIED" operation="open" name="/a""#, .other),
        (#"{"MESSAGE":"apparmor="#, .malformed(.badJSON)), ("{", .other), ("\"msg\":", .other),
        (#""msg": "apparmor=\"#, .malformed(.badJSON)),
        ("type=APPARMOR msg=audit(1157215966.604:46): REJECTING r access to /bin/df", .other),
        (#"apparmor="DENIED" operation="open" name=""# + String(repeating: "a", count: 1 << 16), .malformed(.tooLong)),
        (String(repeating: "a", count: 1 << 16 + 1), .other),
    ]) func answersTheRest(_ line: String, _ verdict: AuditLine) { #expect(LineReader().read(line) == verdict) }
}

extension EnvelopeTests.Form {
    /// Text, which nobody believes.
    init(line: String, _ envelope: Envelope = .dmesg, _ trust: Trust = .untrusted(.text)) {
        self.init(line: line, envelope: envelope, source: .text, trust: trust)
    }
}
