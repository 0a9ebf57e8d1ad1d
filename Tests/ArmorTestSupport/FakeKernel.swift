package import ArmorCompiled
package import ArmorKernel
import Foundation
import Synchronization
package import SystemPackage

/// A kernel in a folder: it takes compiled policy as the real one does and shows it in the same files, which the real
/// reader reads. It can be made to fail.
package final class FakeKernel: KernelInterface {
    /// What it does wrong.
    package struct Faults: Sendable {
        /// The error of the write of that number, counted from 0, and of all that follow while `isWedged`.
        package var refusesWrite: (number: Int, error: Errno)?
        package var isWedged = false
        /// Whether it shows another hash than it should, of which profile.
        package var wrongHash: String?
        package var wrongMode: String?
        /// Whether it takes the policy and lists nothing.
        package var forgets = false
    }

    private struct Profile {
        let number: Int
        let set: Int
        let mode: String
        let hash: String
    }

    private struct State {
        var faults = Faults()
        var profiles: [String: Profile] = [:]
        var writes = 0
        var next = 1
        /// How many profiles each write brought.
        var sizes: [Int] = []
    }

    package let root: String
    private let keepsHash: Bool
    private let keepsCopy: Bool
    private let state = Mutex(State())

    package init(in folder: String, keepsHash: Bool = true, keepsCopy: Bool = true) throws {
        root = folder + "/apparmor"
        self.keepsHash = keepsHash
        self.keepsCopy = keepsCopy
        try put("\(root)/features/file/mask", "create read write")
        try state.withLock { try show($0) }
    }

    package var files: SecurityFilesystem { SecurityFilesystem(root: root, module: root) }
    package var kernel: PolicyKernel { PolicyKernel(files: files, interface: self) }
    package var sizes: [Int] { state.withLock { $0.sizes } }

    package func set(_ change: (inout Faults) -> Void) { state.withLock { change(&$0.faults) } }

    /// What is loaded, name by name: the hash and the mode.
    package func loaded() throws -> [String: String] {
        let names = Set(try files.profiles().map { String($0.name.split(separator: "/")[0]) })
        return try files.details(of: names).mapValues { "\($0.hash?.hex ?? "") \($0.mode)" }
    }

    // MARK: KernelInterface

    package func replace(_ policy: [UInt8]) throws(KernelError) {
        let refusal = state.withLock { state -> Errno? in
            defer { state.writes += 1 }
            guard let fault = state.faults.refusesWrite else { return nil }
            return state.writes == fault.number || state.faults.isWedged && state.writes > fault.number
                ? fault.error : nil
        }
        if let refusal { throw KernelError(.refused(.load, subject: nil, refusal)) }
        do {
            let set = try CompiledPolicy.read(policy)
            try state.withLock { try take(set, into: &$0) }
        } catch { throw KernelError(.refused(.load, subject: nil, .protocolError)) }
    }

    package func remove(_ name: String) throws(KernelError) {
        let wasThere = state.withLock { state in
            guard state.profiles[name] != nil else { return false }
            try? FileManager.default.removeItem(atPath: path(of: name, state))
            state.profiles = state.profiles.filter { $0.key != name && !$0.key.hasPrefix("\(name)//") }
            try? list(state)
            return true
        }
        if !wasThere { throw KernelError(.refused(.remove, subject: name, .noSuchFileOrDirectory)) }
    }

    package func allows(
        _ label: String,
        _ query: Query,
        permissions: UInt32,
        as subject: Subject
    ) throws(KernelError) -> Bool {
        do {
            // A child came with the profile that it is in.
            let outer = label.components(separatedBy: "//")[0]
            let details = try files.details(of: [outer])[outer]
            let set = try CompiledPolicy.read(try details.flatMap { try files.rawData($0) } ?? [])
            let words = set.words(label: label, query, subject, .linux61)
            return words.map { permissions & ~$0.allow == 0 } ?? false
        } catch { throw KernelError(.refused(.query, subject: label, .noSuchFileOrDirectory)) }
    }

    // MARK: The folder

    private func take(_ set: CompiledPolicy, into state: inout State) throws {
        state.sizes.append(set.profiles.count)
        if state.faults.forgets { return }
        let number = state.next
        if keepsCopy { try put("\(root)/policy/raw_data/\(number)/raw_data", bytes: set.bytes) }
        for profile in set.profiles {
            state.next += 1
            let isWrong = state.faults.wrongHash == profile.name
            let mode = LoadedComparison.kernelWord(profile.effectiveMode)
            state.profiles[profile.name] = Profile(
                number: state.next,
                set: number,
                mode: state.faults.wrongMode == profile.name ? "complain" : mode,
                hash: isWrong || !keepsHash ? String(repeating: "0", count: 40) : set.kernelHash(of: profile, .sha1)
            )
        }
        try show(state)
    }

    private func show(_ state: State) throws {
        try list(state)
        let folder = "\(root)/policy/profiles"
        try? FileManager.default.removeItem(atPath: folder)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (name, profile) in state.profiles { try show(name, profile, at: path(of: name, state)) }
    }

    private func list(_ state: State) throws {
        let lines = state.profiles.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value.mode))\n" }
        try put("\(root)/profiles", lines.joined())
    }

    /// Where a profile is shown. A child whose parent is gone is of no kernel; the tests have none.
    private func path(of name: String, _ state: State) -> String {
        let parts = name.components(separatedBy: "//")
        return parts.indices.reduce("\(root)/policy") { path, index in
            let whole = parts[...index].joined(separator: "//")
            return path + "/profiles/\(parts[index]).\(state.profiles[whole]?.number ?? 0)"
        }
    }

    private func show(_ name: String, _ profile: Profile, at path: String) throws {
        let parts = name.components(separatedBy: "//")
        try put("\(path)/name", "\(parts[parts.count - 1])\n")
        try put("\(path)/mode", "\(profile.mode)\n")
        if keepsHash { try put("\(path)/sha1", "\(profile.hash)\n") }
        if keepsCopy {
            // As the kernel has it: two steps up for each profile on the way.
            let up = String(repeating: "../../", count: parts.count)
            try FileManager.default.createSymbolicLink(
                atPath: "\(path)/raw_data",
                withDestinationPath: "\(up)raw_data/\(profile.set)/raw_data"
            )
        }
    }

    private func put(_ path: String, _ text: String) throws { try put(path, bytes: Array(text.utf8)) }

    private func put(_ path: String, bytes: [UInt8]) throws {
        let url = URL(filePath: path)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
    }
}
