import ArmorKernel
import Foundation
import Synchronization
import SystemPackage

/// File changes of which one fails: the one of a number, counted from 0. Those after it work again, unless the disk is
/// said to stay broken.
final class FailingChanges: FileChanges {
    private let error: Errno
    private let number: Int
    private let count = Mutex(0)
    private let host = HostFileChanges()

    private let staysBroken: Bool

    init(at number: Int, _ error: Errno, staysBroken: Bool = false) {
        self.number = number
        self.error = error
        self.staysBroken = staysBroken
    }

    /// Whether there was such a change at all.
    var hasFailed: Bool { count.withLock { $0 > number } }

    private func step() throws(Errno) {
        let isIt = count.withLock { count in
            defer { count += 1 }
            return count == number || staysBroken && count > number
        }
        if isIt { throw error }
    }

    func create(_ name: String, in folder: CInt, mode: mode_t) throws(Errno) -> Descriptor {
        try step()
        return try host.create(name, in: folder, mode: mode)
    }

    func write(_ file: CInt, _ bytes: [UInt8]) throws(Errno) {
        // A disk that fills up takes the beginning.
        do {
            try step()
        } catch {
            try host.write(file, Array(bytes.prefix(bytes.count / 2)))
            throw error
        }
        try host.write(file, bytes)
    }

    func setOwner(_ file: CInt, _ owner: uid_t, _ group: gid_t) throws(Errno) {
        try step()
        try host.setOwner(file, owner, group)
    }

    func setMode(_ file: CInt, _ mode: mode_t) throws(Errno) {
        try step()
        try host.setMode(file, mode)
    }

    func sync(_ descriptor: CInt) throws(Errno) {
        try step()
        try host.sync(descriptor)
    }

    func rename(_ old: String, to new: String, in folder: CInt) throws(Errno) {
        try step()
        try host.rename(old, to: new, in: folder)
    }

    func link(_ old: String, as new: String, in folder: CInt) throws(Errno) {
        try step()
        try host.link(old, as: new, in: folder)
    }

    func remove(_ name: String, in folder: CInt) throws(Errno) {
        try step()
        try host.remove(name, in: folder)
    }
}
