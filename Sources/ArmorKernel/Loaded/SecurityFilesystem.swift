import ArmorCompiled
package import ArmorTarget
import Glibc
import SystemPackage

/// The files in which the kernel shows its AppArmor policy.
package struct SecurityFilesystem: Sendable {
    /// Where securityfs is mounted by every distribution (apparmor(7)).
    package static let usual = SecurityFilesystem(root: "/sys/kernel/security/apparmor", module: "/sys/module/apparmor")

    private let root: String
    /// The module's own folder, which is there as soon as the kernel has AppArmor at all.
    private let module: String

    /// A kernel holds at most so many profiles that we look at; hosts with 100,000 were not seen.
    private static let profileLimit = 1 << 17
    /// Profiles within profiles: AppArmor itself makes two levels.
    private static let depthLimit = 8
    /// The largest compiled policy that is read back, as the compiler's own limit.
    private static let rawLimit = ParserProgram.binaryLimit

    package init(root: String, module: String) {
        self.root = root
        self.module = module
    }

    /// Throws where there is nothing to talk to: no AppArmor, one that is off, or no securityfs.
    package func check() throws(KernelError) {
        if (try? SystemCall.status("\(root)/features", followLinks: true)) != nil { return }
        guard let enabled = try? read("\(module)/parameters/enabled") else { throw KernelError(.absent) }
        throw KernelError(enabled.hasPrefix("Y") ? .notMounted(root) : .disabled)
    }

    /// What this kernel can enforce.
    package func features() throws(KernelError) -> Features {
        try check()
        let folder = "\(root)/features"
        do throws(FileError) {
            if let features = try Features.read(folder: folder) { return features }
        } catch {
            throw KernelError(.notReadable(error))
        }
        throw KernelError(.notMounted(folder))
    }

    /// Every profile that is loaded, in the kernel's order. Only root may ask.
    package func profiles() throws(KernelError) -> [LoadedProfile] {
        let path = "\(root)/profiles"
        do throws(Errno) {
            return try read(path).split(separator: "\n").compactMap { LoadedProfile(line: $0) }
        } catch { throw KernelError(.notReadable(FileError(path, .notReadable(error)))) }
    }

    /// What the kernel shows of profiles and all their children, by full name. Profiles that are not loaded are left
    /// out; one that goes away meanwhile too.
    package func details(of names: Set<String>) throws(KernelError) -> [String: LoadedDetails] {
        let folder = "\(root)/policy/profiles"
        var found: [String: LoadedDetails] = [:]
        do throws(Errno) {
            for entry in try SystemCall.names(folder, limit: Self.profileLimit) {
                let path = "\(folder)/\(entry)"
                guard let name = try present(path, "name"), names.contains(name) else { continue }
                try collect(path, name, 0, &found)
            }
        } catch { throw KernelError(.notReadable(FileError(folder, .notReadable(error)))) }
        return found
    }

    /// The compiled policy that a profile was loaded with: the whole set that came in one write.
    package func rawData(_ details: LoadedDetails) throws(KernelError) -> [UInt8]? {
        guard let path = details.rawData else { return nil }
        do throws(FileError) {
            return try PolicyInput.readFile(path, limit: Self.rawLimit)
        } catch {
            throw KernelError(.notReadable(error))
        }
    }

    private func collect(
        _ folder: String,
        _ name: String,
        _ depth: Int,
        _ found: inout [String: LoadedDetails]
    ) throws(Errno) {
        // A profile whose mode is gone went away while we looked.
        guard depth < Self.depthLimit, let mode = try present(folder, "mode") else { return }
        found[name] = LoadedDetails(mode: mode, hash: try hash(folder), rawData: rawDataPath(folder))
        let children = "\(folder)/profiles"
        let names: [String]
        do { names = try SystemCall.names(children, limit: Self.profileLimit) } catch .noSuchFileOrDirectory { return }
        for entry in names {
            // A child's file holds the last part of its name alone.
            guard let leaf = try present("\(children)/\(entry)", "name") else { continue }
            try collect("\(children)/\(entry)", "\(name)//\(leaf)", depth + 1, &found)
        }
    }

    private func hash(_ folder: String) throws(Errno) -> LoadedDetails.Hash? {
        for algorithm in HashAlgorithm.allCases {
            guard let text = try present(folder, algorithm.rawValue) else { continue }
            return LoadedDetails.Hash(algorithm, text)
        }
        return nil
    }

    /// The file that the profile's own link leads to, so that a set is read once and not once a profile. An open file's
    /// path would not do: `policy` leads into a file system of AppArmor's own, where paths begin anew.
    private func rawDataPath(_ folder: String) -> String? {
        guard let target = try? SystemCall.linkTarget("\(folder)/raw_data") else { return nil }
        return FilePath(folder).appending(FilePath(target).components).lexicallyNormalized().string
    }

    /// The text of a file without the newline that the kernel ends it with; none where there is no such file.
    private func present(_ folder: String, _ file: String) throws(Errno) -> String? {
        do {
            let text = try read("\(folder)/\(file)")
            return text.last == "\n" ? String(text.dropLast()) : text
        } catch .noSuchFileOrDirectory { return nil }
    }

    private func read(_ path: String) throws(Errno) -> String {
        let file = try SystemCall.open(path, O_RDONLY)
        return String(decoding: try SystemCall.readAll(file.number, limit: Self.rawLimit), as: UTF8.self)
    }
}
