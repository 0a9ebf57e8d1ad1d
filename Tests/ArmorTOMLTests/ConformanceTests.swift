import ArmorSource
import ArmorTOML
import ArmorTestSupport
import Foundation
import Testing

/// Every case of toml-lang/toml-test for TOML 1.0.
@Suite struct ConformanceTests {
    @Test func validFilesMeanWhatTheirTagsSay() throws {
        guard let suite = TOMLSuite() else { return }
        #expect(suite.valid.count == 210)
        for name in suite.valid {
            let document = try suite.parse(name)
            #expect(document.diagnostics.isEmpty, "\(name): \(document.codes)")
            let expected = canonical(try JSONSerialization.jsonObject(with: suite.tags(name)))
            #expect(tagged(document.root) == expected, "\(name): \(tagged(document.root)) is not \(expected)")
        }
    }

    @Test func invalidFilesAreRefusedWithAPlace() throws {
        guard let suite = TOMLSuite() else { return }
        #expect(suite.invalid.count == 499)
        for name in suite.invalid {
            let document = try suite.parse(name)
            #expect(document.diagnostics.hasErrors, "\(name)")
            let whole = 0...document.source.bytes.count
            let places = document.diagnostics.compactMap(\.place)
            #expect(!places.isEmpty, "\(name)")
            let isInside = places.allSatisfy {
                whole.contains($0.range.lowerBound) && whole.contains($0.range.upperBound)
            }
            #expect(isInside, "\(name)")
        }
    }
}

/// A table as toml-test's JSON has it: each scalar `{"type": …, "value": …}`.
private func tagged(_ table: TOMLTable) -> NSDictionary {
    let result = NSMutableDictionary()
    for entry in table.entries { result[entry.key as NSString] = tagged(entry.value) }
    return result
}

private func tagged(_ value: TOMLValue) -> NSObject {
    switch value.kind {
    case .string(let text): tag("string", text)
    case .integer(let number): tag("integer", "\(number)")
    case .float(let number): tag("float", floatText(number))
    case .boolean(let flag): tag("bool", "\(flag)")
    case .dateTime(let moment): tag(moment)
    case .array(let elements): elements.map(tagged) as NSArray
    case .table(let table): tagged(table)
    }
}

private func tag(_ type: String, _ value: String) -> NSDictionary { ["type": type, "value": value] as NSDictionary }

private func tag(_ moment: TOMLDateTime) -> NSDictionary {
    let type =
        switch moment {
        case .offset: "datetime"
        case .localDateTime: "datetime-local"
        case .localDate: "date-local"
        case .localTime: "time-local"
        }
    return tag(type, dateText(moment))
}

/// toml-test's JSON with its floats and fractions of seconds written as we do: `1e+06` and `3.0` are one number twice.
private func canonical(_ json: Any) -> NSObject {
    if let list = json as? [Any] { return list.map(canonical) as NSArray }
    guard let table = json as? [String: Any] else { return "\(json)" as NSString }
    if table.count == 2, let type = table["type"] as? String, let value = table["value"] as? String {
        switch type {
        case "float": return tag(type, Double(value).map(floatText) ?? value)
        case "datetime", "datetime-local", "time-local":
            let fraction = value.split(separator: ".", maxSplits: 1)
            guard fraction.count == 2 else { return tag(type, value) }
            let digits = fraction[1].prefix { $0.isNumber }
            let kept = String(digits.reversed().drop { $0 == "0" }.reversed())
            let rest = fraction[1].dropFirst(digits.count)
            return tag(type, fraction[0] + (kept.isEmpty ? "" : ".\(kept)") + rest)
        default: return tag(type, value)
        }
    }
    let result = NSMutableDictionary()
    for (key, value) in table { result[key as NSString] = canonical(value) }
    return result
}
