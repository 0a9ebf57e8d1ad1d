import ArgumentParser
import ArmorBundle
import ArmorKernel
import ArmorProfile
import ArmorSignature
import ArmorSource

/// `armor bundle`: policies as an artifact that registries keep.
struct Bundle: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bundle",
        _superCommandName: Armor.name,
        abstract: "Write policies with all that belongs to them as an OCI artifact, signed.",
        discussion: """
            Writes a new folder, an OCI image layout, that oras, skopeo and cosign take and "armor load oci:DIR" verifies. In it
            are each policy with the files that it extends, its profile for the target, its filter of system calls, and a
            statement with the digests of all. The same input gives the same bytes.
            """
    )

    @Argument(help: "Policy files or folders of them; - is standard input.")
    var policy: [String]

    @Option(name: .shortAndLong, help: ArgumentHelp("The new folder.", valueName: "dir"))
    var output: String

    @Option(
        help: ArgumentHelp(
            "The image that the policies are for: sha256:…, NAME@sha256:…, or oci:DIR for a layout.",
            valueName: "image"
        )
    )
    var image: String?

    @Option(
        help: ArgumentHelp(
            "Sign the statement: a secret key of minisign's, or an Ed25519 private key in PEM.",
            valueName: "file"
        )
    )
    var sign: String?

    @Option(help: ArgumentHelp("A signature of the statement that minisign made.", valueName: "file"))
    var signature: String?

    @Option(help: ArgumentHelp("The public key that --signature is held against.", valueName: "file|key"))
    var key: String?

    @Option(help: "How the result is written.")
    var format: ResultFormat = .text

    @OptionGroup var targetOption: TargetOption

    func validate() throws {
        if sign != nil, signature != nil { throw ValidationError("--sign and --signature exclude each other.") }
        if (signature == nil) != (key == nil) { throw ValidationError("--signature and --key go together.") }
    }

    func run() async throws {
        let console = Console()
        let keys = BundleKeys(console: console)
        // What is missing is told before anything is read, and a password asked for before any work.
        let signer = try sign.map(keys.secretKey)
        let maker = BundleMaker(
            bench: Workbench(console: console),
            target: try await targetOption.resolve(console),
            image: try await BundleImage(console: console).digest(image)
        )
        let content = try maker.content(of: policy)
        let statement = content.statement
        let made =
            try signature.map { try keys.signature($0, of: statement.bytes, by: key ?? "") }
            ?? signer.map { try keys.signature(of: statement.bytes, by: $0) }
        let layout = BundleLayout(statement, contents: content.files, signature: made)
        do throws(FileError) {
            try AtomicFolder.create(output, layout.files.map { ($0.path, $0.bytes) })
        } catch { throw console.impossible(error) }
        if let signer { console.say("signed by \(signer.publicKey.word ?? "")") }
        try console.result(report(layout, statement, made))
    }

    private func report(_ layout: BundleLayout, _ statement: BundleStatement, _ signature: Signature?) -> String {
        let blob = "\(output)/\(layout.statementPath)"
        guard format == .json else {
            let names = statement.policies.map(\.name).joined(separator: ", ")
            return "\(output): \(layout.digest.text)\n  policies: \(names)\n  statement: \(blob)\n"
        }
        let result = JSONText.fields([
            ("version", .integer(1)), ("digest", .string(layout.digest.text)), ("statement", .string(blob)),
            ("image", statement.image.map { .string($0.text) }),
            ("signed_by", signature.map { .string($0.keyID.text) }),
            ("policies", .array(statement.policies.map { .string($0.name) })),
        ])
        return result.text + "\n"
    }
}
