import Glibc
import SystemPackage

extension SystemCall {
    /// What one call of read(2) gives, at most so many bytes; none at the end.
    ///
    /// Room of exactly that size is handed to the call, and as much of it is used as the call says that it wrote.
    static func readSome(_ descriptor: CInt, limit: Int) throws(Errno) -> [UInt8] {
        var failure: Errno?
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            do throws(Errno) {
                count = try retry { unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count) }
            } catch {
                failure = error
                count = 0
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// The same from a place of a file on, which leaves the file's own place as it is.
    static func read(_ descriptor: CInt, at offset: Int, limit: Int) throws(Errno) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < limit {
            let part = try readPart(descriptor, at: offset + bytes.count, limit: limit - bytes.count)
            if part.isEmpty { break }
            bytes = bytes.isEmpty ? part : bytes + part
        }
        return bytes
    }

    private static func readPart(_ descriptor: CInt, at offset: Int, limit: Int) throws(Errno) -> [UInt8] {
        var failure: Errno?
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            do throws(Errno) {
                count = try retry { unsafe pread(descriptor, buffer.baseAddress, buffer.count, offset) }
            } catch {
                failure = error
                count = 0
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// A second descriptor of what is open.
    static func copy(_ descriptor: CInt) throws(Errno) -> Descriptor {
        Descriptor(number: try retry { fcntl(descriptor, F_DUPFD_CLOEXEC, 0) })
    }
}
