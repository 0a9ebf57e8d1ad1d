import ArmorLearn
import Synchronization
import Testing

@testable import ArmorCommands

/// The line that shows which phase of `armor learn` is running.
struct PhaseProgressTests {
    private static let phases: [LearnPhase] = [
        .compilingPolicy, .proposing(3), .judgingAbstractions, .compilingProposal, .checkingEscapes, .replaying(3),
        .comparing,
    ]

    /// The lines in the order in which they are shown.
    private final class Screen: Sendable {
        let lines = Mutex<[String?]>([])

        func add(_ line: String?) { lines.withLock { $0.append(line) } }
    }

    /// Waits, for a minute at most, until a line is shown.
    private static func wait(for text: String, on screen: Screen) async throws {
        for _ in 0..<6_000 {
            if screen.lines.withLock({ $0.contains { $0?.hasPrefix(text) == true } }) { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        Issue.record("\"\(text)\" is not shown")
    }

    @Test("each phase that lasts is shown with its seconds, replay included, and the line is cleared at the end")
    func showsEveryPhase() async throws {
        let screen = Screen()
        let progress = PhaseProgress(patience: .zero, pause: .milliseconds(1)) { screen.add($0) }
        for phase in Self.phases {
            progress.begin(phase)
            try await Self.wait(for: "\(phase.text), ", on: screen)
        }
        await progress.end()
        let lines = screen.lines.withLock { $0 }
        #expect(lines.last == .some(nil))
        // Nothing follows the line that was cleared.
        try await Task.sleep(for: .milliseconds(20))
        #expect(screen.lines.withLock { $0.count } == lines.count)
    }

    @Test func showsNothingOfShortWork() async {
        let screen = Screen()
        let progress = PhaseProgress(patience: .seconds(3_600), pause: .milliseconds(1)) { screen.add($0) }
        for phase in Self.phases { progress.begin(phase) }
        await progress.end()
        #expect(screen.lines.withLock { $0.isEmpty })
    }
}
