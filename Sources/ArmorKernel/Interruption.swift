import Glibc
import Synchronization

/// Whether somebody asked the program to end. Work that goes on until then looks for it, and ends as it does otherwise.
package enum Interruption {
    /// What a signal's handler may touch: one word, written as a whole. The signal's number, or 0.
    private static let asked = Atomic<CInt>(0)

    /// From here on SIGINT, SIGTERM and SIGHUP do not end the process at once. A second one does.
    package static func watch() {
        // Made before a handler needs it.
        asked.store(0, ordering: .relaxed)
        for number in [SIGINT, SIGTERM, SIGHUP] {
            signal(number) { number in
                Interruption.asked.store(number, ordering: .relaxed)
                signal(number, SIG_DFL)
            }
        }
    }

    package static var isRequested: Bool { asked.load(ordering: .relaxed) != 0 }

    /// Whether it was by SIGINT: somebody at a terminal has seen enough.
    package static var isByUser: Bool { asked.load(ordering: .relaxed) == SIGINT }
}
