import FuzzSupport

@testable import ArmorAudit

// Any bytes are a summary or none, and what is read is written as it was read: once more through the reader changes nothing.
// Every access can be asked for, and counts something.
fuzz { bytes in
    guard let summary = read(bytes) else { return }
    for access in summary.accesses { require(access.count > 0, "an access that never came") }
    let text = written(summary)
    guard let again = read(text) else { return require(false, "what was written is no summary") }
    require(written(again) == text, "a summary that is read says something else")
}

func read(_ bytes: [UInt8]) -> LogSummary? {
    var scanner = SummaryScanner()
    do {
        // In two pieces: where one ends is nothing to the reader.
        let middle = bytes.count / 2
        try scanner.feed(Array(bytes[..<middle]))
        try scanner.feed(Array(bytes[middle...]))
        try scanner.end()
    } catch { return nil }
    return scanner.finish()
}

func written(_ summary: LogSummary) -> [UInt8] {
    var text: [UInt8] = []
    try? summary.write { text += $0 }
    return text
}
