import ArmorKernel
import ArmorSource

/// What is asked of the audit system, through which AppArmor's events come.
enum AuditChecks {
    static let all = [off, noDaemon, lost, rateLimit, backlog]

    static let off = Check(
        "H40",
        .error,
        "the audit system is switched off",
        why: "denials leave no trace: nothing can be learned, and no attack is seen",
        remedy: "start the kernel without audit=0"
    )
    static let noDaemon = Check(
        "H41",
        .warning,
        "no daemon takes AppArmor's events",
        why: "they go to the kernel's log, which drops all but a few a second, and which containers can write lines to",
        remedy: "install auditd; while learning, sysctl kernel.printk_ratelimit=0 helps with the first"
    )
    static let lost = Check(
        "H42",
        .warning,
        "events were lost",
        why: "what was learned since the machine started may lack what was denied meanwhile",
        remedy: "raise the backlog (auditctl -b 8192, and in /etc/audit/rules.d) and learn again"
    )
    static let rateLimit = Check(
        "H43",
        .warning,
        "events above a rate are dropped",
        why: "a program that is denied much hides what others are denied",
        remedy: "auditctl -r 0, and in /etc/audit/rules.d"
    )
    static let backlog = Check(
        "H44",
        .note,
        "few events may wait",
        why: "a burst that the daemon does not take in time is lost: with room for 64, 1,740 of 60,000 were",
        remedy: "auditctl -b 8192, and in /etc/audit/rules.d"
    )
}

extension Doctor {
    /// Whether events can be lost on their way.
    func examineAudit() -> DoctorArea {
        var area = DoctorArea("audit")
        let printed = host.number("/proc/sys/kernel/printk_ratelimit")
        let burst = host.number("/proc/sys/kernel/printk_ratelimit_burst")
        area.fact("kernel.printk_ratelimit", printed.map(String.init) ?? "not there")
        area.fact("kernel.printk_ratelimit_burst", burst.map(String.init) ?? "not there")
        let words = (host.text("/proc/cmdline") ?? "").split(whereSeparator: \.isWhitespace)
        if words.contains("audit=0") || words.contains("audit=off") {
            area.findings.append(AuditChecks.off.found("the kernel was started with audit=0"))
            return area
        }
        let answer = audit()
        let status = try? answer.get()
        if case .failure(let error) = answer {
            area.unseen.append("what the audit system lost: it does not answer (\(error))")
        }
        let daemon = status?.daemon ?? (status == nil ? runningDaemon : nil)
        area.fact("daemon", daemon.map { "process \($0)" } ?? "none")
        if daemon == nil {
            let rate = printed == 0 ? "nothing" : "more than \(burst ?? 10) lines in \(printed ?? 5) seconds"
            area.findings.append(AuditChecks.noDaemon.found("no audit daemon runs; the kernel's log drops \(rate)"))
        }
        if let status { examine(status, &area) }
        return area
    }

    private func examine(_ status: AuditStatus, _ area: inout DoctorArea) {
        area.fact("lost", "\(status.lost)")
        area.fact("backlog", "\(status.backlog) of \(status.backlogLimit)")
        area.fact("rate limit", status.rateLimit == 0 ? "none" : "\(status.rateLimit) a second")
        if status.lost > 0 {
            area.findings.append(AuditChecks.lost.found("\(status.lost) records were lost since the machine started"))
        }
        if status.rateLimit > 0 {
            area.findings.append(
                AuditChecks.rateLimit.found("all above \(status.rateLimit) records a second are dropped")
            )
        }
        // 0 is no limit; 8192 is what auditd's own rules set.
        if status.daemon != nil, status.backlogLimit > 0, status.backlogLimit < 8_192 {
            area.findings.append(AuditChecks.backlog.found("\(status.backlogLimit) records may wait"))
        }
    }

    /// The daemon's number by its name, where the kernel does not tell.
    private var runningDaemon: Int? {
        (host.names("/proc") ?? []).compactMap { Int($0) }.sorted().first { host.text("/proc/\($0)/comm") == "auditd" }
    }
}
