import ArmorLearn
import Synchronization

/// Shows on a terminal which phase of long work is running, and for how long. Work of less than a second shows nothing.
///
/// A task of its own writes the line, because a phase may compute for seconds without a pause.
struct PhaseProgress {
    private let show: @Sendable (String?) -> Void
    private let state: Phase
    private let ticker: Task<Void, Never>

    /// The phase that is running; shared by the work and the task that shows it.
    private final class Phase: Sendable {
        struct Value {
            var text = ""
            var began: ContinuousClock.Instant
            var isShown = false
        }

        let value: Mutex<Value>

        init(now: ContinuousClock.Instant) { value = Mutex(Value(began: now)) }
    }

    init(_ console: Console) {
        self.init(patience: .seconds(1), pause: .milliseconds(250)) { console.progress($0) }
    }

    /// - Parameters:
    ///   - patience: how long a phase runs before it is shown.
    ///   - pause: how long a line stays before the next one.
    ///   - show: writes a line in place of the last one; `nil` clears it.
    init(patience: Duration, pause: Duration, show: @escaping @Sendable (String?) -> Void) {
        let clock = ContinuousClock()
        let state = Phase(now: clock.now)
        (self.show, self.state) = (show, state)
        ticker = Task {
            while !Task.isCancelled {
                let line = state.value.withLock { value -> String? in
                    let time = clock.now - value.began
                    guard !value.text.isEmpty, time >= patience else { return nil }
                    value.isShown = true
                    return "\(value.text), \(time.components.seconds) s"
                }
                if let line { show(line) }
                try? await Task.sleep(for: pause)
            }
        }
    }

    /// Begins a phase, and ends the one before it.
    func begin(_ phase: LearnPhase) {
        state.value.withLock { $0 = Phase.Value(text: phase.text, began: ContinuousClock().now, isShown: $0.isShown) }
    }

    /// Ends the last phase, and clears the line where one is shown.
    func end() async {
        ticker.cancel()
        await ticker.value
        if state.value.withLock({ $0.isShown }) { show(nil) }
    }
}
