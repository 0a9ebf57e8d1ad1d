import Glibc
import SystemPackage

/// A process and one label that it runs under; threads may differ, and then there are several of a process.
package struct LabelledProcess: Sendable, Hashable {
    package let number: Int
    /// The name of its program as the kernel has it, at most 15 bytes; whoever runs it may choose it.
    package let command: String
    package let label: ConfinementLabel

    package init(number: Int, command: String, label: ConfinementLabel) {
        self.number = number
        self.command = command
        self.label = label
    }
}

/// Reads from `/proc` what confines the processes of this host (proc(5), apparmor(7)).
package struct ProcessTable: Sendable {
    package static let usual = ProcessTable(root: "/proc")

    private let root: String

    /// Linux numbers processes and threads up to 2^22.
    private static let limit = 1 << 22

    package init(root: String) { self.root = root }

    /// Every process with what confines it, by number. Those that end meanwhile are left out.
    package func processes() throws(KernelError) -> [LabelledProcess] {
        let numbers: [Int]
        do throws(Errno) {
            numbers = try self.numbers(root)
        } catch { throw KernelError(.notReadable(FileError(root, .notReadable(error)))) }
        var result: [LabelledProcess] = []
        for number in numbers { result += try labels(of: number) }
        return result
    }

    /// What confines one process and its threads, each label once, the main thread's first; empty where it has ended or
    /// the kernel has no AppArmor.
    package func labels(of number: Int) throws(KernelError) -> [LabelledProcess] {
        let folder = "\(root)/\(number)"
        do throws(Errno) {
            var labels: [ConfinementLabel] = []
            // The main thread has the process's own number, which is the lowest.
            for thread in try numbers("\(folder)/task") {
                guard let label = try label("\(folder)/task/\(thread)/attr"), !labels.contains(label) else { continue }
                labels.append(label)
            }
            guard !labels.isEmpty else { return [] }
            let command = String((try read("\(folder)/comm")).prefix { $0 != "\n" })
            return labels.map { LabelledProcess(number: number, command: command, label: $0) }
        } catch {
            if Self.meansGone(error) { return [] }
            throw KernelError(.notReadable(FileError(folder, .notReadable(error))))
        }
    }

    /// `attr/current` belongs to whichever security module is the main one; AppArmor's own has a folder from Linux 5.8 on.
    private func label(_ folder: String) throws(Errno) -> ConfinementLabel? {
        for file in ["apparmor/current", "current"] {
            do throws(Errno) {
                return ConfinementLabel(content: try read("\(folder)/\(file)"))
            } catch {
                // EINVAL: no module answers. A thread that ended is no reason to give up its process.
                guard Self.meansGone(error) || error == .invalidArgument else { throw error }
            }
        }
        return nil
    }

    private static func meansGone(_ error: Errno) -> Bool { error == .noSuchFileOrDirectory || error == .noSuchProcess }

    private func numbers(_ folder: String) throws(Errno) -> [Int] {
        try SystemCall.names(folder, limit: Self.limit).compactMap { Int($0) }.sorted()
    }

    private func read(_ path: String) throws(Errno) -> String {
        let file = try SystemCall.open(path, O_RDONLY)
        return String(decoding: try SystemCall.readAll(file.number, limit: 1 << 16), as: UTF8.self)
    }
}
