import ArmorSource
import ArmorTOML
import FuzzSupport

// Any bytes are read; what is valid keeps its meaning and its comments when it is formatted, and a second formatting
// changes nothing.
fuzz { bytes in
    let document = TOMLDocument.parse(SourceFile(name: "fuzz.toml", bytes: bytes))
    for diagnostic in document.diagnostics { checkRange(diagnostic.place?.range, bytes.count) }
    guard let text = formatted(document) else {
        return require(!document.diagnostics.isEmpty, "a document without errors is not formatted")
    }
    let again = TOMLDocument.parse(SourceFile(name: "formatted.toml", bytes: text))
    require(again.diagnostics.isEmpty, "the formatted text is not valid: \(String(decoding: text, as: UTF8.self))")
    if let path = difference(document.root, again.root) {
        broken("formatting changes \(path): \(String(decoding: text, as: UTF8.self))")
    }
    require(formatted(again) == text, "formatting again changes: \(String(decoding: text, as: UTF8.self))")
}

func checkRange(_ range: ByteRange?, _ count: Int) {
    guard let range else { return }
    require(range.lowerBound >= 0 && range.upperBound <= count, "a place lies outside of the text: \(range)")
}
