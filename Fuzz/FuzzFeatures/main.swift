import FuzzSupport

@testable import ArmorKernel

// What a kernel or a file says of features, and what apparmor_parser says of a profile: any bytes give a value or an
// error, and a value survives being written and read again.
fuzz { bytes in
    for message in ParserMessage.read(String(decoding: bytes, as: UTF8.self)) {
        require(message.line ?? 0 >= 0, "a line number below zero")
    }
    guard let features = try? Features(bytes) else { return }
    let text = features.text
    do {
        let again = try Features(Array(text.utf8))
        require(again == features, "writing and reading changes the features: \(text)")
        require(again.text == text, "the text is not stable: \(text)")
    } catch {
        broken("the written text is refused (\(error)): \(text)")
    }
    // The input as a path, whole and in part: questions about what is not there have an answer too.
    let path = String(decoding: bytes.prefix(64), as: UTF8.self)
    _ = features.has(path)
    _ = features.words(path)
    require(!features.has(""), "the empty path is said to be there")
    if let words = features.words("caps/mask"), let first = words.first, !first.contains("/") {
        require(features.has("caps/mask/\(first)"), "a word of a file is not found: \(first)")
    }
}
