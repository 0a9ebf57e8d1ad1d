import ArmorJSON
import ArmorTestSupport
import Foundation
import Testing

/// RFC 8259, value by value.
@Suite struct ReadingTests {
    @Test(
        arguments: [
            ("null", .null), (" \t\r\n true \n", .boolean(true)), ("false", .boolean(false)),
            ("\"\"", .string("")), ("[]", .array([])), ("[ ]", .array([])),
            ("[null,[true]]", .array([.null, .array([.boolean(true)])])),
            (#""\"\\\/\b\f\n\r\t""#, .string("\"\\/\u{8}\u{C}\n\r\t")),
            (#""é é é""#, .string("é é é")),
            (#""\u0000""#, .string("\u{0}")),
            (#""\uD83D\ude00x😀""#, .string("😀x😀")),
            ("\"\u{7F}\u{2028}\"", .string("\u{7F}\u{2028}")),
        ] as [(String, JSONValue)]
    )
    func values(_ text: String, _ value: JSONValue) throws {
        #expect(try JSONValue.parse(Array(text.utf8)) == value)
    }

    @Test(
        arguments: [
            ("0", 0), ("-0", 0), ("-17", -17), ("9223372036854775807", .max), ("-9223372036854775808", .min),
            ("9223372036854775808", nil), ("1.0", nil), ("1e3", nil), ("0.5", nil), ("1E+2", nil), ("1e-400", nil),
            (String(repeating: "9", count: 1_000), nil),
        ] as [(String, Int?)]
    )
    func numbersAreKeptAsWritten(_ text: String, _ integer: Int?) throws {
        let value = try JSONValue.parse(Array("[\(text)]".utf8))
        guard case .number(let number)? = value.elements?.first else {
            Issue.record("no number")
            return
        }
        #expect(number.text == text)
        #expect(number.integer == integer)
    }

    @Test func objectsKeepTheirOrder() throws {
        let value = try JSONValue.parse(Array(#"{"b": 1, "a": {"": null}, "é": "x"}"#.utf8))
        #expect(value.object?.members.map(\.key) == ["b", "a", "é"])
        #expect(value["b"]?.integer == 1)
        #expect(value["a"]?[""] == .null)
        #expect(value["é"]?.text == "x")
        #expect(value["c"] == nil)
    }

    @Test func keysAreToldApartByteByByte() throws {
        // One letter and two: Unicode calls them equivalent.
        let value = try JSONValue.parse(Array("{\"\u{E9}\": 1, \"e\u{301}\": 2}".utf8))
        #expect(value["\u{E9}"]?.integer == 1)
        #expect(value["e\u{301}"]?.integer == 2)
    }

    @Test func whatIsOfAnotherKindReadsAsNone() throws {
        let value = try JSONValue.parse(Array(#"{"a": [1, "x", true, null, {}]}"#.utf8))
        let elements = try #require(value["a"]?.elements)
        #expect(elements.map(\.integer) == [1, nil, nil, nil, nil])
        #expect(elements.map(\.text) == [nil, "x", nil, nil, nil])
        #expect(elements.map(\.flag) == [nil, nil, true, nil, nil])
        #expect(elements.map { $0.object != nil } == [false, false, false, false, true])
        #expect(elements.map { $0["a"] } == [nil, nil, nil, nil, nil])
        #expect(value.elements == nil)
    }

    @Test func aPartOfALargerTextIsReadByItself() throws {
        let lines = Array("{\"a\":1}\n{\"a\":?}\n".utf8)
        #expect(try JSONValue.parse(lines[..<7])["a"]?.integer == 1)
        let error = try #require(throws: JSONError.self) { try JSONValue.parse(lines[8..<15]) }
        #expect(error == JSONError(.expected("a value"), 5))
    }

    @Test(arguments: files(below: fixtures(), ending: ".json"))
    func fixturesAreRead(_ name: String) throws {
        let bytes = try contents(fixtures().appending(path: name))
        #expect(try JSONValue.parse(bytes).meaning == foundationMeaning(bytes))
    }
}
