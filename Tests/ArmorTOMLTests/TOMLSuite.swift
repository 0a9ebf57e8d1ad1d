import ArmorSource
import ArmorTOML
import ArmorTestSupport
import Foundation

/// The files of toml-lang/toml-test that are for TOML 1.0.
struct TOMLSuite {
    /// Paths of `.toml` files below the suite.
    let valid: [String]
    let invalid: [String]
    private let folder: URL

    /// Nil, and one line saying so, where the data is absent.
    init?() {
        guard let folder = sharedCorpus?.appending(path: "toml-test"),
            let list = try? text(folder.appending(path: "files-toml-1.0.0"))
        else {
            print("toml-test is absent; its cases are not run")
            return nil
        }
        let names = list.split(separator: "\n").map(String.init).filter { $0.hasSuffix(".toml") }
        self.folder = folder
        self.valid = names.filter { $0.hasPrefix("valid/") }
        self.invalid = names.filter { $0.hasPrefix("invalid/") }
    }

    func parse(_ name: String) throws -> TOMLDocument {
        TOMLDocument.parse(SourceFile(name: name, bytes: try contents(folder.appending(path: name))))
    }

    /// The JSON that a valid file means.
    func tags(_ name: String) throws -> Data {
        try Data(contentsOf: folder.appending(path: name.dropLast(5) + ".json"))
    }
}
