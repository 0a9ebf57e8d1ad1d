import ArmorSignature
import ArmorTestSupport
import Testing

@testable import ArmorBundle

/// What is written is read, and nothing else is.
@Suite struct BundleTests {
    private static func layout(signed: Bool) throws -> BundleLayout {
        let statement = ForgedBundle.whole
        let signature =
            try signed ? ForgedBundle.secretKey().sign(statement.bytes, trustedComment: "armor statement") : nil
        return BundleLayout(statement, contents: ForgedBundle.contents, signature: signature)
    }

    private static func files(_ layout: BundleLayout) -> MemoryFiles {
        MemoryFiles(files: Dictionary(layout.files.map { ($0.path, $0.bytes) }) { first, _ in first })
    }

    private static func refusal(_ work: () throws(BundleError) -> Void) -> BundleError? {
        do throws(BundleError) {
            try work()
            return nil
        } catch { return error }
    }

    @Test(arguments: [false, true]) func whatIsWrittenIsRead(_ isSigned: Bool) throws {
        let layout = try Self.layout(signed: isSigned)
        let key = try isSigned ? ForgedBundle.publicKey() : nil
        let bundle = try Self.files(layout).read(key: key)
        #expect(bundle.statement == ForgedBundle.whole)
        #expect(bundle.digest == layout.digest)
        for file in bundle.statement.files { #expect(bundle.bytes(file) == ForgedBundle.contents[file.name]) }
        #expect(bundle.trust == (key.map { .signed(by: $0, comment: "armor statement") } ?? .unsigned))
    }

    @Test func theSameIsTheSameBytes() throws {
        #expect(try Self.layout(signed: true).files == (try Self.layout(signed: true).files))
    }

    /// No digest covers these two: they have no byte that could be another one and mean the same.
    @Test func theOuterFilesHaveNoFreedom() throws {
        for file in try Self.layout(signed: true).files where !file.path.hasPrefix("blobs/") {
            #expect(!file.bytes.contains { $0 <= 0x20 || $0 == UInt8(ascii: "\\") }, "\(file.path)")
        }
    }

    /// Without a key a signature is not checked, and that is told.
    @Test func aSignatureThatNobodyChecksIsToldOf() throws {
        let bundle = try Self.files(Self.layout(signed: true)).read()
        #expect(bundle.trust == .unchecked(by: try #require(ForgedBundle.publicKey().id)))
    }

    /// Every byte of every file, changed in two ways; no key is needed to see it. Of the two files whose digest nothing says,
    /// each bit, and a blank becoming a line end, which means the same to JSON.
    @Test(arguments: [false, true]) func everyFlippedByteIsRefused(_ isSigned: Bool) throws {
        let whole = try Self.files(Self.layout(signed: isSigned))
        var count = 0
        for (path, bytes) in whole.files {
            let isOuter = !path.hasPrefix("blobs/")
            let flips: [UInt8] = isOuter ? [1, 2, 4, 8, 16, 32, 64, 128, 0x2A] : [0x01, 0x80]
            var changed = whole
            for index in bytes.indices {
                for flip in flips {
                    changed.files[path] = bytes
                    changed.files[path]?[index] ^= flip
                    count += 1
                    let found = Self.refusal { () throws(BundleError) in _ = try changed.read() }
                    #expect(found != nil, "byte \(index) of \(path) xor \(flip)")
                }
            }
        }
        #expect(count > 4_000)
    }

    /// A file that ends early, or has a byte more.
    @Test func everyOtherLengthIsRefused() throws {
        let whole = try Self.files(Self.layout(signed: true))
        for (path, bytes) in whole.files {
            for other in [[], Array(bytes.dropLast()), bytes + [0x20], bytes + [0x0A], bytes + bytes] {
                var changed = whole
                changed.files[path] = other
                // Blanks behind a value are no other value: only there a byte more may be.
                let isBlank = !path.hasPrefix("blobs/") && other.count == bytes.count + 1
                let found = Self.refusal { () throws(BundleError) in _ = try changed.read() }
                #expect((found == nil) == isBlank, "\(other.count) bytes of \(path)")
            }
        }
    }

    private struct Case: Sendable {
        let what: String
        let code: String
        let forge: @Sendable (inout ForgedBundle) -> Void

        init(_ what: String, _ code: String, _ forge: @escaping @Sendable (inout ForgedBundle) -> Void) {
            (self.what, self.code, self.forge) = (what, code, forge)
        }

        /// The manifest with one text in another's place.
        static func manifest(_ what: String, _ code: String, _ old: String, _ new: String) -> Case {
            Case(what, code) { $0.manifest = { $0.replacing(old, with: new, maxReplacements: 1) } }
        }

        static func index(_ what: String, _ code: String, _ old: String, _ new: String) -> Case {
            Case(what, code) { $0.index = { $0.replacing(old, with: new, maxReplacements: 1) } }
        }

        static func statement(_ what: String, _ code: String, _ old: String, _ new: String) -> Case {
            Case(what, code) { $0.say(new, for: old) }
        }

        /// A file's name, the same in statement and manifest.
        static func name(_ name: String) -> Case {
            Case("the name \(name)", "bundle-malformed") {
                $0.say(name, for: "web/text/base.toml")
                $0.layers[1].title = name
            }
        }
    }

    private static let schema = #""schemaVersion":2"#

    private static let cases: [Case] = [
        Case("no oci-layout", "bundle-form") { $0.removed = ["oci-layout"] },
        Case("no index", "bundle-form") { $0.removed = ["index.json"] },
        Case("another layout", "bundle-malformed") {
            $0.others["oci-layout"] = Array(#"{"imageLayoutVersion":"2.0.0"}"#.utf8)
        },
        Case("a layout with more", "bundle-malformed") {
            $0.others["oci-layout"] = Array(#"{"imageLayoutVersion":"1.0.0","x":1}"#.utf8)
        },
        Case("a file beside it", "bundle-extra") { $0.others["policy.toml"] = [] },
        Case("a blob that nobody names", "bundle-extra") { $0.others["blobs/sha256/" + Digest(of: [9]).hex] = [9] },
        Case("a blob with another name", "bundle-extra") { $0.others["blobs/sha256/x"] = [] },
        Case("another kind of digest", "bundle-extra") { $0.others["blobs/sha512/x"] = [] },
        Case("something in oras' folder", "bundle-extra") { $0.others["ingest/x"] = [] },
        Case("a missing blob", "bundle-incomplete") {
            $0.removed = ["blobs/sha256/" + Digest(of: $0.layers[2].bytes).hex]
        },

        .index("two manifests", "bundle-several", #""manifests":[{"#, #""manifests":[{},{"#),
        Case("no manifest", "bundle-several") { $0.index = { _ in #"{"schemaVersion":2,"manifests":[]}"# } },
        .index("another schema", "bundle-malformed", schema, #""schemaVersion":1"#),
        .index("a key that nobody knows", "bundle-malformed", schema, #""schemaVersion":2,"subject":{}"#),
        .index("a key twice", "bundle-malformed", schema, #""schemaVersion":2,"schemaVersion":2"#),
        .index(
            "a key twice, once by an escape",
            "bundle-malformed",
            schema,
            #""schemaVersion":2,"schema\u0056ersion":2"#
        ),
        .index("content inside", "bundle-malformed", #""size":"#, #""data":"e30=","size":"#),
        .index("addresses", "bundle-malformed", #""size":"#, #""urls":["http://example.org/x"],"size":"#),
        .index("an annotation that nobody knows", "bundle-malformed", #""size":"#, #""annotations":{"x":"y"},"size":"#),
        .index("an index in the index", "bundle-form", "image.manifest.v1", "image.index.v1"),
        .index("an artifact of another kind", "bundle-form", #""size":"#, #""artifactType":"x","size":"#),
        .index("deep nesting", "bundle-malformed", schema, #""x":"# + String(repeating: "[", count: 1 << 15)),
        .index("a byte order mark", "bundle-malformed", "{\"schema", "\u{FEFF}{\"schema"),
        .index("a digest of another kind", "bundle-malformed", "sha256:", "sha512:"),
        .index("a digest that is a path", "bundle-malformed", "sha256:", "sha256:../../../etc/"),
        Case("a digest in upper case", "bundle-malformed") { $0.index = { $0.replacing("a", with: "A") } },
        Case("an index of 70 kB", "bundle-too-large") { $0.index = { $0 + String(repeating: " ", count: 70_000) } },

        .manifest("a manifest with more", "bundle-malformed", schema, #""schemaVersion":2,"annotations":{}"#),
        .manifest("a manifest of another kind", "bundle-form", BundleForm.artifact, "application/vnd.example"),
        .manifest("an image", "bundle-form", #""artifactType":"\#(BundleForm.artifact)","#, ""),
        .manifest(
            "another configuration",
            "bundle-malformed",
            BundleForm.statement,
            "application/vnd.oci.empty.v1+json"
        ),
        .manifest("a key twice", "bundle-malformed", #""layers":"#, #""layers":[],"layers":"#),
        .manifest("a digest that is a path", "bundle-malformed", "sha256:", "sha256:/"),
        .manifest("a size below zero", "bundle-malformed", #""size":"#, #""size":-"#),
        .manifest("a size with an exponent", "bundle-digest", #""size":"#, #""size":1"#),
        .manifest("a size without bound", "bundle-malformed", #""size":"#, #""size":99999999999999999999"#),
        .manifest("a size of a petabyte", "bundle-too-large", #""size":"#, #""size":999999999999"#),
        .manifest("a file's other size", "bundle-malformed", #""size":20,"#, #""size":21,"#),
        .manifest("a file's other kind", "bundle-malformed", BundleRole.profile.rawValue, BundleRole.policy.rawValue),
        .manifest("a file's other name", "bundle-malformed", "base.toml", "bare.toml"),
        .manifest("another annotation", "bundle-malformed", #"org.opencontainers.image.title"#, "title"),
        Case("a layer more", "bundle-extra") {
            $0.layers.append(ForgedBundle.Layer(type: BundleRole.policy.rawValue, title: "x", bytes: [1]))
        },
        Case("a layer less", "bundle-incomplete") { $0.layers.removeLast() },
        Case("a layer twice", "bundle-malformed") { $0.layers.insert($0.layers[0], at: 0) },
        Case("layers in another order", "bundle-malformed") { $0.layers.swapAt(0, 1) },
        Case("another file's content", "bundle-malformed") { $0.layers[0].bytes = [1] },
        Case("a manifest of 5 MB", "bundle-too-large") {
            $0.manifest = { $0 + String(repeating: " ", count: 5 << 20) }
        },

        .statement("a later form", "bundle-form", #""version": 1"#, #""version": 2"#),
        .statement("a key that nobody knows", "bundle-malformed", #""version": 1"#, #""version": 1, "x": 1"#),
        .statement("a key twice", "bundle-malformed", #""version": 1"#, #""version": 1, "version": 1"#),
        .statement("no policies", "bundle-malformed", #""policies": ["#, #""policies": [], "x": ["#),
        .statement("two policies of a name", "bundle-malformed", #""db""#, #""web""#),
        .statement("an image that is none", "bundle-malformed", #""image": "sha256:"#, #""image": "md5:"#),
        .statement("a comment", "bundle-malformed", "{\n  \"version\"", "{ // x\n  \"version\""),
        .statement("a file of 17 MiB", "bundle-too-large", #""size": 20"#, #""size": 17825792"#),
        Case("a name twice", "bundle-malformed") {
            $0.say("web/text/web.toml", for: "web/text/base.toml")
            $0.layers[1].title = "web/text/web.toml"
        },
        .name("../base.toml"), .name("/etc/passwd"), .name("web/../../x"), .name("web//x"), .name("web/./x"),
        .name("web/"),
        .name("web\\u005cx"), .name("C:x"), .name("web/\\u0000"), .name("web/\\n"), .name("web/\\u202e"), .name(""),
        .name(String(repeating: "a", count: 256)), .name(String(repeating: "a/", count: 30) + "a"),

        Case("a signature that is none", "signature-malformed") {
            $0.layers.append(ForgedBundle.Layer(type: BundleForm.signature, title: "statement.minisig", bytes: [1]))
        },
        Case("a signature of another name", "bundle-malformed") {
            $0.layers.append(ForgedBundle.Layer(type: BundleForm.signature, title: "x", bytes: [1]))
        },
        Case("a signature before the rest", "bundle-malformed") {
            let layer = ForgedBundle.Layer(type: BundleForm.signature, title: "statement.minisig", bytes: [1])
            $0.layers.insert(layer, at: 0)
        },
    ]

    @Test func nothingElseIsABundle() throws {
        #expect(Self.refusal { () throws(BundleError) in _ = try ForgedBundle().files.read() } == nil)
        for attack in Self.cases {
            var forged = ForgedBundle()
            attack.forge(&forged)
            let found = Self.refusal { () throws(BundleError) in _ = try forged.files.read() }
            #expect(found?.code == attack.code, "\(attack.what): \(found?.message ?? "taken")")
            #expect(found?.message.isEmpty == false)
        }
    }

    /// What tools leave when they copy or name a bundle.
    @Test func copiesAreTaken() throws {
        var forged = ForgedBundle()
        forged.others["ingest/"] = []
        forged.index = {
            let note =
                #""annotations":{"org.opencontainers.image.ref.name":"1.0","io.containerd.image.name":"x/y:1.0"}"#
            return $0.replacing(#""size":"#, with: #"\#(note),"artifactType":"\#(BundleForm.artifact)","size":"#)
        }
        #expect(try forged.files.read().statement == ForgedBundle.whole)
    }

    private static let signatures:
        [(what: String, code: String?, forge: @Sendable (inout ForgedBundle) throws -> Void)] = [
            ("signed", nil, { try $0.sign(ForgedBundle.secretKey()) }), ("not signed", "bundle-unsigned", { _ in }),
            (
                "changed and made to fit", "signature-invalid",
                {
                    try $0.sign(ForgedBundle.secretKey())
                    $0.layers[0].bytes = Array("# changed\n".utf8)
                    let (old, new) = (ForgedBundle.whole.files[0], Digest(of: $0.layers[0].bytes))
                    $0.say(new.text, for: old.digest.text)
                    $0.say("\"size\": 10", for: "\"size\": \(old.size)")
                }
            ),
            (
                "a key of another", "signature-other-key",
                {
                    try $0.sign(ForgedBundle.secretKey())
                    let last = $0.layers.count - 1
                    let lines = String(decoding: $0.layers[last].bytes, as: UTF8.self).split(separator: "\n")
                    var signed = Base64.decode(lines[1]) ?? []
                    signed[2] ^= 1
                    $0.layers[last].bytes = Array(
                        "\(lines[0])\n\(Base64.encode(signed))\n\(lines[2])\n\(lines[3])\n".utf8
                    )
                }
            ),
            (
                "an image less", "signature-invalid",
                {
                    try $0.sign(ForgedBundle.secretKey())
                    $0.say("", for: "  \"image\": \"\(Digest(of: [1]).text)\",\n")
                }
            ),
        ]

    @Test(arguments: signatures.indices) func aKeyDecides(_ index: Int) throws {
        let (what, code, forge) = Self.signatures[index]
        var forged = ForgedBundle()
        try forge(&forged)
        let key = try ForgedBundle.publicKey()
        let found = Self.refusal { () throws(BundleError) in _ = try forged.files.read(key: key) }
        #expect(found?.code == code, "\(what): \(found?.message ?? "taken")")
    }

    /// A statement is not understood before its signature holds: what stands in it then does not matter.
    @Test func theSignatureComesFirst() throws {
        var forged = ForgedBundle()
        try forged.sign(ForgedBundle.secretKey())
        forged.statement = "no JSON at all"
        let key = try ForgedBundle.publicKey()
        let found = Self.refusal { () throws(BundleError) in _ = try forged.files.read(key: key) }
        #expect(found?.code == "signature-invalid")
    }

    /// All files together have a bound too.
    @Test func thereIsABoundForAll() throws {
        var limits = BundleLimits()
        limits.total = 50
        let found = Self.refusal { () throws(BundleError) in _ = try ForgedBundle().files.read(limits: limits) }
        #expect(found?.code == "bundle-too-large")
        limits = BundleLimits()
        limits.files = 5
        let many = Self.refusal { () throws(BundleError) in _ = try ForgedBundle().files.read(limits: limits) }
        #expect(many?.code == "bundle-malformed")
    }
}
