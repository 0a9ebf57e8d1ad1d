import ArmorKernel
import ArmorSource
import FuzzSupport

// What a kernel or a file says of features, and what apparmor_parser says of a profile: any bytes give a value or an
// error, and a value survives being written and read again.
fuzz { bytes in
    for message in ParserMessage.parse(String(decoding: bytes, as: UTF8.self), failed: bytes.count.isMultiple(of: 2)) {
        require(message.line ?? 0 >= 0, "a line number below zero")
    }
    guard case .success(let features) = Features.parse(SourceFile(name: "fuzz", bytes: bytes)) else { return }
    let text = features.text
    switch Features.parse(SourceFile(name: "again", text: text)) {
    case .success(let again):
        require(again == features, "writing and reading changes the features: \(text)")
        require(again.text == text, "the text is not stable: \(text)")
    case .failure(let error):
        broken("the written text is refused (\(error.diagnostic.message)): \(text)")
    }
    // The input as a path, whole and in part: questions about what is not there have an answer too.
    let path = String(decoding: bytes.prefix(64), as: UTF8.self)
    _ = features.has(path)
    _ = features.number(path)
    if let first = features.mask("caps/mask").first, !first.contains("/") {
        require(features.has("caps/mask/\(first)"), "a word of a mask is not found: \(first)")
    }
}
