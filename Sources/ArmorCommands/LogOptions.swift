import ArgumentParser
import ArmorAudit
import ArmorKernel

/// Which logs `armor learn` reads, and which part of them.
struct LogOptions: ParsableArguments {
    @Flag(
        help: """
            Write a summary of the logs instead of a proposal, for --merge: to standard output, or with -o to a file.
            """
    )
    var partial = false

    @Flag(help: "The files are summaries of --partial: learn from all of their logs together.")
    var merge = false

    @Option(
        help: ArgumentHelp(
            "Learn from the output of strace -f as well, or where no log is named from it alone; -y tells more paths.",
            valueName: "file"
        )
    )
    var strace: [String] = []

    @Flag(help: "With --policy or --profile: take records of system call filters that name no profile as its own.")
    var unlabelled = false

    @Option(
        help: ArgumentHelp(
            "The machine that the logs are of, where they do not name it. Default: this one's name.",
            valueName: "name"
        )
    )
    var host: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Leave out what is older: a date, an RFC 3339 time, now, today, yesterday, -2h, @SECONDS.",
            valueName: "time"
        )
    )
    var since: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("Leave out what is newer.", valueName: "time"))
    var until: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            """
            Read one run of the machine: 0 is the last of the logs, or this one for the host's own; -1 the one before; 1 the
            first. The journal also knows the ID of a boot.
            """,
            valueName: "boot"
        )
    )
    var boot: String?

    @Flag(
        help: """
            Go on reading the last log as it grows and is rotated, and tell when something new was seen, until SIGINT or
            SIGTERM.
            """
    )
    var follow = false

    func validate() throws {
        if !strace.isEmpty, follow || merge || partial || since != nil || until != nil || boot != nil {
            throw ValidationError(
                "--strace is read whole: leave out --follow, --merge, --partial and what chooses a time."
            )
        }
        if follow, merge || boot != nil {
            throw ValidationError("--follow goes on from now: leave out --merge and --boot.")
        }
        if merge, since != nil || until != nil || boot != nil || host != nil {
            throw ValidationError(
                "A summary has no single events: give --since, --until, --boot and --host to --partial."
            )
        }
        if let boot, Boot(boot) == nil {
            throw ValidationError("--boot takes a number or the 32 digits of a boot's ID.")
        }
        if boot != nil, since != nil || until != nil {
            throw ValidationError("--boot excludes --since and --until.")
        }
        _ = try window()
    }

    /// Which run of a machine.
    enum Boot: Equatable {
        /// From the last backwards 0, -1, …; from the first on 1, 2, …
        case offset(Int)
        case id(String)

        init?(_ text: String) {
            if text.utf8.count == 32, text.utf8.allSatisfy({ $0 &- 0x30 < 10 || $0 &- 0x61 < 6 }) {
                self = .id(text)
            } else if let number = Int(text), abs(number) < 1 << 20 {
                self = .offset(number)
            } else {
                return nil
            }
        }

        /// As journalctl(1) takes it.
        var word: String {
            switch self {
            case .offset(let number): "\(number)"
            case .id(let text): text
            }
        }
    }

    var bootWanted: Boot? { boot.flatMap(Boot.init) }

    /// In milliseconds since 1970; none where all is read.
    func window() throws -> ClosedRange<UInt64>? {
        guard since != nil || until != nil else { return nil }
        let now = SystemTime.now()
        func moment(_ name: String, _ text: String?) throws -> UInt64? {
            guard let text else { return nil }
            if let time = LogTime.parse(text, now: now) { return time }
            throw ValidationError("\(name): \"\(text)\" is no time: docs/learn.md has the forms.")
        }
        let first = try moment("--since", since) ?? 0
        let last = try moment("--until", until) ?? .max
        guard first <= last else { throw ValidationError("--until is before --since.") }
        return first...last
    }

    /// The name of the machine that a log is of which does not say.
    var hostName: [UInt8] {
        if let host { return Array(host.utf8) }
        return Array((HostFiles().text("/proc/sys/kernel/hostname") ?? "").utf8)
    }
}
