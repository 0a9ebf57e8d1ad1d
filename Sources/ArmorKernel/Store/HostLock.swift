import Glibc
import SystemPackage

/// Keeps two programs from changing this host's profiles at once. The lock is the kernel's, on an open file: it ends with
/// the process that has it, however that ends.
package final class HostLock: Sendable {
    private let file: Descriptor

    /// How long a second program waits for the first, in seconds: longer than a load of hundreds of profiles takes.
    package static let patience = 60
    private static let fileName = "lock"

    private init(file: consuming Descriptor) { self.file = file }

    /// Takes the lock in a folder, which is made if it is not there, waiting for whoever has it.
    ///
    /// The folder must belong to root, or to the caller, and be closed to others: whoever may write to it could put
    /// another file in the lock's place.
    package static func take(in folder: String, patience: Int = patience) async throws(HostLockError) -> HostLock {
        let path = "\(folder)/\(fileName)"
        let file: Descriptor
        do throws(Errno) {
            _ = try SystemCall.makeFolder(folder, mode: 0o755)
            guard try Folder(folder, flags: O_NOFOLLOW).isPrivate() else { throw .notPermitted }
            file = try SystemCall.open(path, O_RDWR | O_CREAT | O_NOFOLLOW, mode: 0o600)
        } catch .notPermitted {
            throw HostLockError(.untrusted(folder))
        } catch {
            throw HostLockError(.file(FileError(path, .notWritable(error))))
        }
        let interval = 100
        for step in 0...(patience * 1_000 / interval) {
            if step > 0 { try? await Task.sleep(for: .milliseconds(interval)) }
            do throws(Errno) {
                guard try SystemCall.lock(file.number) else { continue }
                // For whoever waits; nothing depends on it.
                try SystemCall.truncate(file.number)
                try SystemCall.writeAll(file.number, Array("\(SystemCall.processNumber)\n".utf8))
            } catch {
                throw HostLockError(.file(FileError(path, .notWritable(error))))
            }
            return HostLock(file: file)
        }
        throw HostLockError(.held(by: holder(path), seconds: patience))
    }

    /// Gives the lock back; whoever forgets to does so when this goes out of use.
    package func release() { SystemCall.unlock(file.number) }

    private static func holder(_ path: String) -> Int? {
        guard let bytes = try? PolicyInput.readFile(path, limit: 64) else { return nil }
        return Int(String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
    }
}

/// Why the lock was not had.
package struct HostLockError: OperationalError, Equatable {
    package enum Reason: Sendable, Equatable {
        /// Another program has it, still after so many seconds; its process number, if it told.
        case held(by: Int?, seconds: Int)
        /// Others may write to the folder.
        case untrusted(String)
        case file(FileError)
    }

    package let reason: Reason

    init(_ reason: Reason) { self.reason = reason }

    package var code: String {
        switch reason {
        case .held: "locked"
        case .untrusted: "lock-untrusted"
        case .file(let error): error.code
        }
    }

    package var message: String {
        switch reason {
        case .held(let holder, let seconds):
            "another armor\(holder.map { ", process \($0)," } ?? "") has been changing profiles for over \(seconds) s"
        case .untrusted(let folder): "others than root may write to \"\(folder)\", where the lock is kept"
        case .file(let error): error.message
        }
    }

    package var help: String? {
        switch reason {
        case .held: "wait until it is done, or end it; what it leaves is mended by the next load"
        case .untrusted: "give the folder to root alone: chown root, chmod 755"
        case .file(let error): error.help
        }
    }
}
