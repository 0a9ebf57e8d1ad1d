import Glibc
import Synchronization

/// Whether somebody asked the program to end. Work that goes on until then looks for it, and ends as it does otherwise.
package enum Interruption {
    /// What a signal's handler may touch: one word, written as a whole.
    private static let isAsked = Atomic<Bool>(false)

    /// From here on SIGINT and SIGTERM do not end the process at once. A second one does.
    package static func watch() {
        // Made before a handler needs it.
        isAsked.store(false, ordering: .relaxed)
        for number in [SIGINT, SIGTERM] {
            signal(number) { number in
                Interruption.isAsked.store(true, ordering: .relaxed)
                signal(number, SIG_DFL)
            }
        }
    }

    package static var isRequested: Bool { isAsked.load(ordering: .relaxed) }
}
