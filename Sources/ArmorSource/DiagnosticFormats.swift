/// Writes diagnostics for programs; one function a format.
package enum DiagnosticFormats {
    /// armor's own form: `{"version": 1, "diagnostics": […]}`.
    package static func json(_ diagnostics: [Diagnostic]) -> String {
        JSONText.object([
            ("version", .integer(1)), ("diagnostics", .array(diagnostics.map(jsonObject))),
        ]).text + "\n"
    }

    /// One diagnostic as it stands in ``json(_:)``.
    package static func jsonObject(_ diagnostic: Diagnostic) -> JSONText {
        .fields([
            ("severity", .string(diagnostic.severity.rawValue)),
            ("code", .string(diagnostic.code)),
            ("message", .string(diagnostic.message)),
            ("place", diagnostic.place.map(jsonPlace)),
            ("notes", diagnostic.notes.isEmpty ? nil : .array(diagnostic.notes.map(jsonNote))),
            ("help", diagnostic.help.map(JSONText.string)),
        ])
    }

    private static func jsonNote(_ note: Diagnostic.Note) -> JSONText {
        .fields([("message", .string(note.message)), ("place", note.place.map(jsonPlace))])
    }

    private static func jsonPlace(_ place: Place) -> JSONText {
        .object([
            ("file", .string(place.source.name)),
            ("line", .integer(place.start.line)), ("column", .integer(place.start.column)),
            ("end_line", .integer(place.end.line)), ("end_column", .integer(place.end.column)),
        ])
    }

    /// SARIF 2.1.0, the form that code-scanning services take.
    package static func sarif(_ diagnostics: [Diagnostic], version: String) -> String {
        let rules = Set(diagnostics.map(\.code)).sorted().map { JSONText.object([("id", .string($0))]) }
        let driver = JSONText.object([
            ("name", .string("armor")), ("version", .string(version)), ("rules", .array(rules)),
        ])
        let run = JSONText.object([
            ("tool", .object([("driver", driver)])),
            ("columnKind", .string("unicodeCodePoints")),
            ("results", .array(diagnostics.map(sarifResult))),
        ])
        return JSONText.object([
            ("$schema", .string("https://json.schemastore.org/sarif-2.1.0.json")),
            ("version", .string("2.1.0")), ("runs", .array([run])),
        ]).text + "\n"
    }

    private static func sarifResult(_ diagnostic: Diagnostic) -> JSONText {
        let text = diagnostic.message + (diagnostic.help.map { ". \($0)" } ?? "")
        return .fields([
            ("ruleId", .string(diagnostic.code)),
            ("level", .string(diagnostic.severity.rawValue)),
            ("message", .object([("text", .string(text))])),
            ("locations", diagnostic.place.map { .array([.object([("physicalLocation", sarifLocation($0))])]) }),
        ])
    }

    private static func sarifLocation(_ place: Place) -> JSONText {
        .object([
            ("artifactLocation", .object([("uri", .string(uri(place.source.name)))])),
            (
                "region",
                .object([
                    ("startLine", .integer(place.start.line)), ("startColumn", .integer(place.start.column)),
                    ("endLine", .integer(place.end.line)), ("endColumn", .integer(place.end.column)),
                ])
            ),
        ])
    }

    /// A path as a URI reference (RFC 3986): every byte outside the unreserved set and `/` in percent form.
    private static func uri(_ path: String) -> String {
        path.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"), UInt8(ascii: "/"):
                String(Unicode.Scalar(byte))
            default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }

    /// Workflow commands, which GitHub shows beside the line of a pull request.
    package static func github(_ diagnostics: [Diagnostic]) -> String {
        diagnostics.map { diagnostic in
            let word = diagnostic.severity == .note ? "notice" : diagnostic.severity.rawValue
            var properties = ["title=\(property(diagnostic.code))"]
            if let place = diagnostic.place {
                properties =
                    [
                        "file=\(property(place.source.name))", "line=\(place.start.line)", "col=\(place.start.column)",
                        "endLine=\(place.end.line)", "endColumn=\(place.end.column)",
                    ] + properties
            }
            let text = diagnostic.message + (diagnostic.help.map { ". \($0)" } ?? "")
            return "::\(word) \(properties.joined(separator: ","))::\(data(text))\n"
        }.joined()
    }

    /// The escapes of a workflow command's message.
    private static func data(_ text: String) -> String {
        var result = ""
        for character in printableLines(text).unicodeScalars {
            switch character {
            case "%": result += "%25"
            case "\r": result += "%0D"
            case "\n": result += "%0A"
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }

    /// The escapes of a workflow command's property.
    private static func property(_ text: String) -> String {
        var result = ""
        for character in data(text).unicodeScalars {
            switch character {
            case ":": result += "%3A"
            case ",": result += "%2C"
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }

    /// Without characters that act on a terminal; a line end is shown as `\u{a}`, so that no message makes a command.
    private static func printableLines(_ text: String) -> String { printable(text) }
}
