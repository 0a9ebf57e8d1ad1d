import Glibc
import SystemPackage

/// The kernel's buffer of messages, open at its beginning.
struct KernelBuffer: ~Copyable {
    private static let path = "/dev/kmsg"
    private let device: Descriptor

    static func open() throws(FileError) -> KernelBuffer {
        do { return KernelBuffer(device: try SystemCall.open(path, O_RDONLY | O_NONBLOCK)) } catch {
            throw FileError(path, .notReadable(error))
        }
    }

    /// The records that follow. One call of read(2) gives one record; EPIPE tells that records were overwritten before they
    /// were read, EAGAIN that there is none left (Documentation/ABI/testing/dev-kmsg).
    func next() throws(FileError) -> [UInt8] {
        var bytes: [UInt8] = []
        // A buffer holds at most some hundred thousand records; one that fills while it is read must not hold us.
        for _ in 0..<1_000_000 {
            do throws(Errno) {
                bytes += try SystemCall.readSome(device.number, limit: 1 << 14)
            } catch .brokenPipe { continue } catch .resourceTemporarilyUnavailable { break } catch {
                throw FileError(Self.path, .notReadable(error))
            }
        }
        return bytes
    }
}
