import Glibc
import SystemPackage

extension SystemCall {
    /// Becomes another program, with this process's number, terminal, environment and descriptors without O_CLOEXEC, and with
    /// no signal blocked; throws where that fails.
    static func execute(_ path: String, _ arguments: [String]) throws(Errno) -> Never {
        guard !path.utf8.contains(0), !arguments.contains(where: { $0.utf8.contains(0) }) else {
            throw .invalidArgument
        }
        // Threads of Swift's pool block signals, and the mask would stay with the program.
        var none = sigset_t()
        unsafe sigemptyset(&none)
        unsafe pthread_sigmask(SIG_SETMASK, &none, nil)
        // execv(3) takes pointers to NUL-terminated strings and a null one at the end. They are never freed where it
        // succeeds, since nothing of this program is left then.
        var pointers: [UnsafeMutablePointer<CChar>?] = unsafe ([path] + arguments).map { unsafe strdup($0) }
        unsafe pointers.append(nil)
        unsafe execv(path, pointers)
        let failure = Errno(rawValue: errno)
        unsafe pointers.forEach { unsafe free($0) }
        throw failure
    }
}
