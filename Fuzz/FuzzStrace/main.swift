import FuzzSupport

@testable import ArmorAudit

// Any bytes are read as strace's output and as records of filters; the pieces in which they come change nothing. Paths are
// absolute and hold no NUL, names of calls are names, and what is believed was not read from text.
fuzz { bytes in
    let middle = bytes.isEmpty ? 0 : Int(bytes[0]) * bytes.count / 256
    let whole = straced([bytes])
    let split = straced([Array(bytes[..<middle]), Array(bytes[middle...])])
    require(whole.calls == split.calls && whole.malformed == split.malformed, "pieces change the calls")
    require(Set(whole.accesses) == Set(split.accesses), "pieces change the accesses")
    for access in whole.accesses {
        require(access.event.trust != .kernel, "strace's output is believed")
        if case .file(let file) = access.event.detail {
            require(file.name.first == UInt8(ascii: "/") && !file.name.contains(0), "a path is none")
        }
    }
    for name in whole.calls.keys { require(!name.isEmpty && name.utf8.count <= 64, "a call has no name") }
    let line = bytes[..<middle].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    for source in [SourceForm.auditLog, .kernelMessages, .journal, .text] {
        let filters = scanned([bytes], source)
        let parts = scanned([Array(bytes[..<line]), Array(bytes[line...])], source)
        require(filters.counts == parts.counts && filters.malformed == parts.malformed, "pieces change the records")
        let trusted = filters.counts.values.reduce(0) { $0 + $1.trusted }
        require(source != .text || trusted == 0, "a line of text is believed")
    }
}

func straced(_ pieces: [[UInt8]]) -> StraceScanner {
    var scanner = StraceScanner(profile: "web")
    for piece in pieces { scanner.feed(piece) }
    scanner.end()
    return scanner
}

/// What a scan of each of these stretches of whole lines finds, together.
func scanned(_ stretches: [[UInt8]], _ source: SourceForm) -> SeccompCalls {
    var calls = SeccompCalls()
    for stretch in stretches {
        var scan = SegmentScan(source, ByteHash(seed: 1), ScanLimits())
        StretchReader(ByteHash(seed: 1)).with { scan.scan(stretch, 0..<stretch.count, &$0.interner) }
        calls.take(scan.filters)
    }
    return calls
}
