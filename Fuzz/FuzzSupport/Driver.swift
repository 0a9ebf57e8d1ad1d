import CFuzzer
import Glibc

/// What is done with each input. libFuzzer calls it from one thread alone, and it is set once before.
nonisolated(unsafe) private var target: ([UInt8]) -> Void = { _ in }

/// Hands inputs to a closure until libFuzzer's own arguments say that it is enough, then ends the process.
///
/// The closure must end for every input; what must hold of the result it says by ``require(_:_:)``.
package func fuzz(_ body: @escaping ([UInt8]) -> Void) -> Never {
    unsafe target = body
    var count = CommandLine.argc
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = unsafe CommandLine.unsafeArgv
    let status = unsafe LLVMFuzzerRunDriver(&count, &arguments) { data, size in
        unsafe target(Array(UnsafeBufferPointer(start: data, count: size)))
        return 0
    }
    exit(status)
}

/// Ends the run as a crash where something that must hold does not: libFuzzer keeps the input.
package func require(_ holds: Bool, _ message: @autoclosure () -> String) {
    guard !holds else { return }
    broken(message())
}

/// Ends the run as a crash.
package func broken(_ message: String) -> Never {
    let line = Array("broken promise: \(message)\n".utf8)
    _ = unsafe line.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
    abort()
}
