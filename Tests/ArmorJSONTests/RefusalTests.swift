import ArmorJSON
import Testing

/// What is no JSON is refused with its reason and its place.
@Suite struct RefusalTests {
    @Test(
        arguments: [
            ("", .endOfText, 0), ("  ", .endOfText, 2), ("[1,", .endOfText, 3), ("{\"a\"", .endOfText, 4),
            ("\"abc", .endOfText, 4), ("\"\\", .endOfText, 2), ("\"\\u12", .endOfText, 5), ("-", .endOfText, 1),
            ("tru", .endOfText, 3), ("1.", .endOfText, 2), ("\"\\ud83d", .endOfText, 7),
            ("?", .expected("a value"), 0), ("[1,]", .expected("a value"), 3), ("nulL", .expected("\"null\""), 3),
            ("\u{FEFF}1", .expected("a value"), 0), ("[1 2]", .expected("\",\" or \"]\""), 3),
            ("{a:1}", .expected("a key in quotes"), 1), ("{\"a\" 1}", .expected("\":\""), 5),
            ("{\"a\":1,}", .expected("a key in quotes"), 7), ("{\"a\":1]", .expected("\",\" or \"}\""), 6),
            ("'a'", .expected("a value"), 0), ("// x\n1", .expected("a value"), 0),
            ("1 2", .trailingText, 2), ("{}}", .trailingText, 2), ("1\u{0}", .trailingText, 1),
            ("01", .malformedNumber, 1), ("-01", .malformedNumber, 2), ("1.e", .malformedNumber, 2),
            ("+1", .expected("a value"), 0), (".5", .expected("a value"), 0), ("0x1", .malformedNumber, 1),
            ("1e+", .endOfText, 3), ("-a", .malformedNumber, 1), ("NaN", .expected("a value"), 0),
            ("\"a\nb\"", .controlCharacter, 2), ("\"\u{0}\"", .controlCharacter, 1),
            ("\"a\\x\"", .unknownEscape, 2), ("\"\\u00g0\"", .unknownEscape, 5),
            ("\"a\\ud800\"", .loneSurrogate, 2), ("\"\\udc00\\ud800\"", .loneSurrogate, 1),
            ("\"\\ud800\\ud800\"", .loneSurrogate, 1), ("\"\\ud800\\n\"", .loneSurrogate, 1),
            ("{\"a\":1,\"\\u0061\":2}", .duplicateKey("a"), 7),
        ] as [(String, JSONError.Reason, Int)]
    )
    func texts(_ text: String, _ reason: JSONError.Reason, _ offset: Int) throws {
        let error = try #require(throws: JSONError.self) { try JSONValue.parse(Array(text.utf8)) }
        #expect(error == JSONError(reason, offset))
    }

    @Test(
        arguments: [
            ([0xFF], 0), ([0x61, 0xC3], 1), ([0xC0, 0xAF], 0), ([0xED, 0xA0, 0x80], 0), ([0x5C, 0x6E, 0x80], 2),
            ([0xF4, 0x90, 0x80, 0x80], 0), ([0xC3, 0x5C, 0x6E], 0),
        ] as [([UInt8], Int)]
    )
    func invalidUTF8(_ bytes: [UInt8], _ offset: Int) throws {
        let quoted = [UInt8(ascii: "\"")] + bytes + [UInt8(ascii: "\"")]
        let error = try #require(throws: JSONError.self) { try JSONValue.parse(quoted) }
        #expect(error == JSONError(.invalidUTF8, offset + 1))
        // Outside of a string no byte above ASCII can stand.
        #expect(throws: JSONError.self) { try JSONValue.parse([UInt8(ascii: "[")] + bytes + [UInt8(ascii: "]")]) }
    }

    @Test(arguments: [("[", "]", ""), ("{\"a\":", "}", "1")])
    func nestingIsBounded(_ open: String, _ close: String, _ core: String) throws {
        func text(_ depth: Int) -> [UInt8] {
            Array((String(repeating: open, count: depth) + core + String(repeating: close, count: depth)).utf8)
        }
        #expect(throws: Never.self) { try JSONValue.parse(text(64)) }
        let error = try #require(throws: JSONError.self) { try JSONValue.parse(text(65)) }
        #expect(error == JSONError(.tooDeep, 64 * open.utf8.count))
        #expect(throws: JSONError.self) { try JSONValue.parse(text(200_000)) }
    }

    @Test func sizeAndNumberOfValuesAreBounded() throws {
        let text = Array("[1,2,3]".utf8)
        #expect(throws: Never.self) { try JSONValue.parse(text, limits: JSONLimits(bytes: 7, depth: 1, values: 4)) }
        for (limits, expected) in [
            (JSONLimits(bytes: 6), JSONError(.tooLarge, 0)), (JSONLimits(depth: 0), JSONError(.tooDeep, 0)),
            (JSONLimits(values: 3), JSONError(.tooManyValues, 5)),
        ] {
            let error = try #require(throws: JSONError.self) { try JSONValue.parse(text, limits: limits) }
            #expect(error == expected)
        }
    }

    @Test func aHundredThousandKeysAreRead() throws {
        let members = (0..<100_000).map { "\"k\($0)\":\($0)" }
        let value = try JSONValue.parse(Array("{\(members.joined(separator: ","))}".utf8))
        #expect(value["k99999"]?.integer == 99_999)
        let twice = Array("{\((members + ["\"k7\":0"]).joined(separator: ","))}".utf8)
        #expect(throws: JSONError.self) { try JSONValue.parse(twice) }
    }

    @Test func messagesShowWhatOthersWroteHarmlessly() {
        #expect(
            JSONError(.duplicateKey("a\u{1B}[2J"), 3).message
                == "the key \"a\\u{1b}[2J\" stands twice in an object, at byte 3"
        )
    }
}
