/// How far the reading of logs is, on a terminal.
struct LogProgress {
    private let console: Console
    /// Bytes in all; none where that is not known, as of packed logs and pipes.
    private let size: Int?
    private let clock = ContinuousClock()
    private let begin: ContinuousClock.Instant
    private var shown: ContinuousClock.Instant?
    private var bytes = 0

    /// Work that takes less shows nothing.
    private static let patience = Duration.seconds(1)
    private static let pause = Duration.milliseconds(250)

    init(_ console: Console, size: Int?) {
        (self.console, self.size) = (console, size)
        begin = clock.now
    }

    mutating func read(_ count: Int) {
        bytes += count
        let now = clock.now
        guard now - begin >= Self.patience, shown.map({ now - $0 >= Self.pause }) ?? true else { return }
        shown = now
        console.progress(Self.line(bytes: bytes, size: size, after: now - begin))
    }

    func end() { if shown != nil { console.progress(nil) } }

    /// `read 1.2 GB of 4.0 GB, 350 MB/s, 8 s left`
    static func line(bytes: Int, size: Int?, after time: Duration) -> String {
        let seconds = max(0.001, Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18)
        let rate = Double(bytes) / seconds
        var line = "read \(text(Double(bytes)))"
        guard let size, size >= bytes else { return line + ", \(text(rate))/s" }
        line += " of \(text(Double(size))), \(text(rate))/s"
        let left = Int((Double(size - bytes) / max(rate, 1)).rounded(.up))
        return line + (left < 120 ? ", \(left) s left" : ", \(left / 60) min left")
    }

    private static func text(_ bytes: Double) -> String {
        let (value, unit) = bytes < 1e9 ? (bytes / 1e6, "MB") : (bytes / 1e9, "GB")
        let tenths = Int((value * 10).rounded())
        return tenths < 100 ? "\(tenths / 10).\(tenths % 10) \(unit)" : "\(tenths / 10) \(unit)"
    }
}
