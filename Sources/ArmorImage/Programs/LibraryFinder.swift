import ArmorSource

/// Finds the libraries that a program of an image is loaded with, as ld.so(8) of glibc or musl's loader would inside it.
///
/// The kernel's processor is not known, so of glibc's variants for better ones (`glibc-hwcaps`) all are taken.
package struct LibraryFinder {
    private let image: Image
    private let configured: [[UInt8]]
    private let environment: [[UInt8]]

    /// What was found, by the kernel's names.
    package private(set) var libraries: Set<[UInt8]> = []
    /// Libraries that no folder has, as `NAME, which PROGRAM needs`.
    package private(set) var missing: Set<String> = []
    /// Whether a search was given up because it would not have ended.
    package var isIncomplete: Bool { looksLeft <= 0 || libraries.count >= Self.limit }
    /// Files that begin as ELF and are none.
    package private(set) var malformed: Set<String> = []

    /// More libraries than any program has.
    private static let limit = 8_192
    /// Folders of search paths that are looked at for one library; each has one or two.
    private static let folderLimit = 64
    /// How many files may still be looked for; no image comes near it.
    private var looksLeft = 500_000

    package init(_ image: Image) {
        self.image = image
        configured = LoaderConfiguration(image).folders
        environment = Array((image.config.variable("LD_LIBRARY_PATH") ?? "").utf8).split { $0 == 0x3A || $0 == 0x3B }
            .map(Array.init)
    }

    /// Adds what a program needs: its loader, its libraries and theirs. Answers whether it is ELF.
    package mutating func add(_ program: FileTree.Found) -> Bool {
        guard let file = elf(program) else { return false }
        var loader: FileTree.Found?
        if let interpreter = file.interpreter {
            loader = try? image.tree.find(interpreter)
            if let loader { libraries.insert(loader.path) } else { miss(interpreter, program) }
        }
        let isMusl = file.interpreter.map { ImageFinding.name($0).contains(text: "ld-musl-") } ?? false
        let scope = Scope(root: file, defaults: defaults(file, loader, isMusl: isMusl))
        var waiting = [
            Step(found: program, file: file, inherited: file.runpath.isEmpty ? Self.origin(file.rpath, program) : [])
        ]
        var seen: Set<[UInt8]> = []
        while let step = waiting.popLast(), libraries.count < Self.limit {
            for name in step.file.needed {
                let candidates = find(name, step, scope)
                if candidates.isEmpty { miss(name, step.found) }
                for candidate in candidates {
                    libraries.insert(candidate.found.path)
                    guard seen.insert(candidate.found.path).inserted else { continue }
                    // DT_RPATH holds for all that is loaded because of it.
                    let own = candidate.file.runpath.isEmpty ? Self.origin(candidate.file.rpath, candidate.found) : []
                    waiting.append(
                        Step(
                            found: candidate.found,
                            file: candidate.file,
                            inherited: Array((own + step.inherited).prefix(Self.folderLimit))
                        )
                    )
                }
            }
        }
        return true
    }

    /// A program or library that is being loaded.
    private struct Step {
        let found: FileTree.Found
        let file: ELFFile
        /// The folders of `DT_RPATH`, its own and of those that asked for it.
        let inherited: [[UInt8]]
    }

    private struct Scope {
        let root: ELFFile
        let defaults: [[UInt8]]
    }

    private mutating func find(_ name: [UInt8], _ step: Step, _ scope: Scope) -> [(
        found: FileTree.Found, file: ELFFile
    )] {
        if name.contains(Byte.slash) {
            let path = Self.origin([name], step.found)[0]
            return library(path, scope).map { [$0] } ?? []
        }
        let own = Self.origin(step.file.runpath, step.found)
        let folders = (step.file.runpath.isEmpty ? step.inherited : []) + environment + own + scope.defaults
        var result: [(found: FileTree.Found, file: ELFFile)] = []
        for folder in folders.prefix(Self.folderLimit) where folder.first == Byte.slash {
            result += variants(folder).compactMap { library($0 + [Byte.slash] + name, scope) }
            if let plain = library(folder + [Byte.slash] + name, scope) { return result + [plain] }
        }
        return result
    }

    /// `FOLDER/glibc-hwcaps/NAME` for each processor that the image has libraries for.
    private func variants(_ folder: [UInt8]) -> [[UInt8]] {
        let place = folder + Array("/glibc-hwcaps".utf8)
        return image.tree.names(place).prefix(16).map { place + [Byte.slash] + $0 }
    }

    private mutating func library(_ path: [UInt8], _ scope: Scope) -> (found: FileTree.Found, file: ELFFile)? {
        looksLeft -= 1
        guard looksLeft > 0, let found = try? image.tree.find(path), let file = elf(found), file.fits(scope.root) else {
            return nil
        }
        return (found, file)
    }

    private mutating func elf(_ found: FileTree.Found) -> ELFFile? {
        guard found.file.kind == .file else { return nil }
        do { return try ELFFile.read(image.content(found.file)) } catch {
            malformed.insert(ImageFinding.name(found.path))
            return nil
        }
    }

    private mutating func miss(_ name: [UInt8], _ program: FileTree.Found) {
        guard missing.count < 64 else { return }
        missing.insert("\(ImageFinding.name(name)), which \(ImageFinding.name(program.path)) needs")
    }

    /// Where a loader looks at last.
    private func defaults(_ file: ELFFile, _ loader: FileTree.Found?, isMusl: Bool) -> [[UInt8]] {
        if isMusl { return LoaderConfiguration.muslFolders(image) }
        // Distributions build their own folders in; the loader lies in one of them.
        let own = loader.map { Array($0.path.prefix(upTo: $0.path.lastIndex(of: Byte.slash) ?? 0)) }
        var names = ["/lib", "/usr/lib"]
        if file.is64Bit { names = ["/lib64", "/usr/lib64"] + names }
        if let triplet = Self.triplets[file.machine] { names = ["/lib/\(triplet)", "/usr/lib/\(triplet)"] + names }
        return configured + [own].compactMap(\.self) + names.map { Array($0.utf8) }
    }

    /// How Debian and its kin call the folder of a machine's libraries, by `e_machine` (elf.h; Debian's multiarch tuples).
    private static let triplets = [
        3: "i386-linux-gnu", 21: "powerpc64le-linux-gnu", 22: "s390x-linux-gnu", 40: "arm-linux-gnueabihf",
        62: "x86_64-linux-gnu", 183: "aarch64-linux-gnu", 243: "riscv64-linux-gnu", 258: "loongarch64-linux-gnu",
    ]

    /// `$ORIGIN` and `${ORIGIN}` are the folder of the file that says so; `$LIB` both names that glibc has for it, of which
    /// one is there.
    private static func origin(_ paths: [[UInt8]], _ found: FileTree.Found) -> [[UInt8]] {
        let folder = String(decoding: found.path.prefix(upTo: found.path.lastIndex(of: Byte.slash) ?? 0), as: UTF8.self)
        return paths.flatMap { path -> [[UInt8]] in
            guard path.contains(UInt8(ascii: "$")) else { return [path] }
            let text = String(decoding: path, as: UTF8.self)
            let whole = replaced(replaced(text, "${ORIGIN}", by: folder), "$ORIGIN", by: folder)
            guard whole.contains(text: "$LIB") else { return [Array(whole.utf8)] }
            return ["lib64", "lib"].map { Array(replaced(whole, "$LIB", by: $0).utf8) }
        }
    }

    /// With the first of these words replaced; what is put in is not looked at again.
    private static func replaced(_ text: String, _ word: String, by other: String) -> String {
        guard let range = text.firstPlace(of: word) else { return text }
        return text[..<range.lowerBound] + other + text[range.upperBound...]
    }
}
