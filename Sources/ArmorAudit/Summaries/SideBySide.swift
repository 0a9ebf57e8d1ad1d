import Dispatch
import Synchronization

/// Makes so many values on all processors, in their order.
///
/// For work of some milliseconds: a task would cost a caller that is not one more than it saves.
func sideBySide<Value: Sendable>(_ count: Int, _ make: @Sendable (Int) -> Value) -> [Value] {
    let values = Mutex([Value?](repeating: nil, count: count))
    DispatchQueue.concurrentPerform(iterations: count) { number in
        let value = make(number)
        values.withLock { $0[number] = value }
    }
    return values.withLock { $0.compactMap(\.self) }
}
