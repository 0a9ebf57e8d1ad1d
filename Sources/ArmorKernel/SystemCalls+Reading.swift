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
}
