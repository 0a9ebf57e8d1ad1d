import ArmorSource
import ArmorTOML
import ArmorTestSupport
import Foundation

extension TOMLDocument {
    /// Reads a text.
    static func parse(_ text: String) -> TOMLDocument { parse(SourceFile(name: "test.toml", text: text)) }

    /// What is wrong, as `line:column code`, in the order of the text.
    var codes: [String] {
        diagnostics.map { diagnostic in
            guard let start = diagnostic.place?.start else { return diagnostic.code }
            return "\(start.line):\(start.column) \(diagnostic.code)"
        }
    }
}

/// A float as toml-test writes it, without what its writer may choose: exponents and trailing zeros.
func floatText(_ number: Double) -> String {
    if number.isNaN { return "nan" }
    return number.isInfinite ? (number < 0 ? "-inf" : "inf") : "\(number)"
}

/// `1979-05-27T07:32:00.999+01:00` and its parts.
func dateText(_ moment: TOMLDateTime) -> String {
    switch moment {
    case .offset(let date, let time, let minutes): "\(text(date))T\(text(time))\(zoneText(minutes))"
    case .localDateTime(let date, let time): "\(text(date))T\(text(time))"
    case .localDate(let date): text(date)
    case .localTime(let time): text(time)
    }
}

private func text(_ date: TOMLDate) -> String {
    "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
}

private func text(_ time: TOMLTime) -> String {
    let whole = "\(padded(time.hour, 2)):\(padded(time.minute, 2)):\(padded(time.second, 2))"
    guard time.nanosecond > 0 else { return whole }
    let digits = padded(time.nanosecond, 9)
    let last = digits.lastIndex { $0 != "0" } ?? digits.startIndex
    return "\(whole).\(digits[...last])"
}

private func zoneText(_ minutes: Int) -> String {
    guard minutes != 0 else { return "Z" }
    let size = abs(minutes)
    return (minutes < 0 ? "-" : "+") + "\(padded(size / 60, 2)):\(padded(size % 60, 2))"
}

private func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

/// A document's values and their comments as one line each, without their places: two documents mean the same if these
/// are the same.
func meaning(_ table: TOMLTable) -> [String] { meaning(table, below: "") }

private func meaning(_ table: TOMLTable, below path: String) -> [String] {
    table.entries.flatMap { entry in meaning(entry.value, at: path + "." + tomlKey(entry.key)) }
}

private func meaning(_ value: TOMLValue, at path: String) -> [String] {
    let tail = value.comment.map { " # \($0)" } ?? ""
    switch value.kind {
    case .string(let text): return ["\(path) = \(text.unicodeScalars.map(\.value))\(tail)"]
    case .integer(let number): return ["\(path) = \(number)\(tail)"]
    case .float(let number): return ["\(path) = \(floatText(number)) as float\(tail)"]
    case .boolean(let flag): return ["\(path) = \(flag)\(tail)"]
    case .dateTime(let moment): return ["\(path) = \(moment)\(tail)"]
    case .array(let elements):
        let inner = elements.enumerated().flatMap { index, element in meaning(element, at: "\(path)[\(index)]") }
        return ["\(path) = array\(tail)"] + inner
    case .table(let table): return ["\(path) = \(table.form) table\(tail)"] + meaning(table, below: path)
    }
}

/// A document of a folder of fixtures.
func document(_ name: String, in folder: URL) throws -> TOMLDocument {
    TOMLDocument.parse(SourceFile(name: name, bytes: try contents(folder.appending(path: name))))
}
