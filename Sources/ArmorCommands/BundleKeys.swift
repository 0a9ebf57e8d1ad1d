import ArgumentParser
import ArmorBundle
import ArmorImage
import ArmorKernel
import ArmorSignature
import ArmorSource

/// Keys and signatures as a command line names them; what cannot be used ends the command.
struct BundleKeys {
    let console: Console

    /// A public key by itself, or the file of one.
    func publicKey(_ argument: String) throws -> PublicKey {
        if let key = PublicKey(word: argument) { return key }
        let bytes = try file(argument, limit: PublicKey.fileLimit)
        return try understood(argument) { () throws(SignatureError) in try PublicKey.read(bytes) }
    }

    /// The secret key of a file, opened by a password from the terminal where it is locked.
    func secretKey(_ path: String) throws -> SecretKey {
        let bytes = try file(path, limit: PublicKey.fileLimit)
        switch try understood(path, { () throws(SignatureError) in try SecretKeyFile.read(bytes) }) {
        case .open(let key): return key
        case .locked(let locked):
            let password: [UInt8]?
            do throws(FileError) {
                var terminal = try TerminalTalk()
                password = try terminal.secret("Password of \(printable(path)): ")
            } catch { throw console.impossible(error) }
            guard let password else { throw ExitCode.impossible }
            return try understood(path) { () throws(SignatureError) in try locked.unlocked(password: password) }
        }
    }

    /// A signature from elsewhere, once it was verified.
    func signature(_ path: String, of statement: [UInt8], by key: String) throws -> Signature {
        let key = try publicKey(key)
        let bytes = try file(path, limit: Signature.fileLimit)
        return try understood(path) { () throws(SignatureError) in
            let signature = try Signature.read(bytes)
            try signature.verify(statement, by: key)
            return signature
        }
    }

    /// A signature of our own.
    func signature(of statement: [UInt8], by key: SecretKey) throws -> Signature {
        try understood("the key") { () throws(SignatureError) in
            try key.sign(statement, trustedComment: "armor statement")
        }
    }

    private func file(_ path: String, limit: Int) throws -> [UInt8] {
        do throws(FileError) {
            return try PolicyInput.read(path, limit: limit).bytes
        } catch { throw console.impossible(error) }
    }

    private func understood<Value>(_ name: String, _ work: () throws(SignatureError) -> Value) throws -> Value {
        do throws(SignatureError) {
            return try work()
        } catch {
            console.show([Diagnostic(.error, error.code, "\(name): \(error.message)", at: nil, help: error.help)])
            throw ExitCode.refused
        }
    }
}

/// The image that `--image` means.
struct BundleImage {
    let console: Console

    /// Where a word names a layout.
    static let layout = "oci:"

    /// A digest by itself or behind a name, or that of the one image of a layout; anything else ends the command.
    func digest(_ word: String?) async throws -> Digest? {
        guard let word else { return nil }
        if word.hasPrefix(Self.layout) {
            do {
                let store = try await ImageFiles.open(String(word.dropFirst(Self.layout.count)))
                return Digest(try ImageReader(store).reference())
            } catch let error as any OperationalError { throw console.impossible(error.diagnostic) }
        }
        let last = word.split(separator: "@", omittingEmptySubsequences: false).last.map(String.init)
        guard let digest = last.flatMap({ Digest($0) }) else {
            console.say("\"\(word)\" has no digest: give sha256:…, NAME@sha256:… as docker pull shows it, or oci:DIR")
            throw ExitCode.impossible
        }
        return digest
    }
}
