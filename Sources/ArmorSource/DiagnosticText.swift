/// Writes diagnostics for a person: `file:line:col: error: message [code]`, then the line and a caret.
package struct DiagnosticText: Sendable {
    /// Whether to colour, for a terminal that wants it.
    package var colour: Bool
    /// The longest excerpt of a line, in characters; a line of 10 MB is no help to anyone.
    private static let excerptLimit = 160

    package init(colour: Bool) { self.colour = colour }

    /// The text of one diagnostic, ending in a newline.
    package func render(_ diagnostic: Diagnostic) -> String {
        var text = head(diagnostic.severity, diagnostic.message, code: diagnostic.code, at: diagnostic.place)
        if let place = diagnostic.place { text += excerpt(place) }
        for note in diagnostic.notes {
            text += head(.note, note.message, code: nil, at: note.place)
            if let place = note.place { text += excerpt(place) }
        }
        if let help = diagnostic.help { text += "  help: \(printable(help))\n" }
        return text
    }

    private func head(_ severity: Diagnostic.Severity, _ message: String, code: String?, at place: Place?) -> String {
        let origin = place.map { paint($0.label + ":", "1") + " " } ?? ""
        let label = paint(severity.rawValue + ":", Self.style(severity))
        let tail = code.map { " [\($0)]" } ?? ""
        return "\(origin)\(label) \(printable(message))\(tail)\n"
    }

    /// The line and a caret under the place, cut to a window around it.
    private func excerpt(_ place: Place) -> String {
        let source = place.source
        let range = source.lineRange(at: place.range.lowerBound)
        guard !range.isEmpty else { return "" }
        let start = min(max(place.range.lowerBound, range.lowerBound), range.upperBound)
        let end = min(max(place.range.upperBound, start), range.upperBound)
        // A window in bytes first, so that the cost does not grow with the line.
        let from = max(range.lowerBound, start - Self.excerptLimit)
        let upTo = min(range.upperBound, start + Self.excerptLimit)
        let before = shown(source.bytes[from..<start])
        let marked = shown(source.bytes[start..<min(end, upTo)])
        let after = shown(source.bytes[min(end, upTo)..<upTo])
        let indent = String(before.map { $0 == "\t" ? "\t" : " " })
        let caret = "^" + String(repeating: "~", count: max(0, marked.count - 1))
        return "  \(before)\(marked)\(after)\n  \(indent)\(paint(caret, "32"))\n"
    }

    private func shown(_ bytes: ArraySlice<UInt8>) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        return text.split(separator: "\t", omittingEmptySubsequences: false).map(printable).joined(separator: "\t")
    }

    private func paint(_ text: String, _ style: String) -> String {
        colour ? "\u{1B}[\(style)m\(text)\u{1B}[0m" : text
    }

    private static func style(_ severity: Diagnostic.Severity) -> String {
        switch severity {
        case .error: "1;31"
        case .warning: "1;33"
        case .note: "1;36"
        }
    }
}
