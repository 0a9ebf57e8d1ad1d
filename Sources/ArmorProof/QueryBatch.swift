package import ArmorCompiled
import ArmorJSON

/// Answers queries for programs: one JSON object a line in, one a line out.
///
/// In: `{"label": "web", "hex": "022f657463", "owner": true}`, the class byte and what follows it in hexadecimal, `owner` false
/// where it is left out. Out: `{"allow": "00000004", "deny": …, "audit": …, "quiet": …}`, the four words that the kernel's
/// `.access` gives, or `{"error": "…"}`.
package struct QueryBatch {
    private let policy: CompiledPolicy
    private let kernel: KernelDialect

    package init(_ policy: CompiledPolicy, _ kernel: KernelDialect) {
        self.policy = policy
        self.kernel = kernel
    }

    /// The most bytes of one line: a query is at most a page, twice that in hexadecimal, and a label.
    package static let lineLimit = 1 << 16

    /// The answer to a line, without a line end.
    package func answer(_ line: ArraySlice<UInt8>) -> String {
        do throws(Problem) {
            let (label, query, subject) = try read(line)
            guard let words = policy.words(label: label, query, subject, kernel) else {
                throw Problem("no such label")
            }
            return "{\"allow\": \"\(hex(words.allow))\", \"deny\": \"\(hex(words.deny))\", "
                + "\"audit\": \"\(hex(words.audit))\", \"quiet\": \"\(hex(words.quiet))\"}"
        } catch { return "{\"error\": \"\(error.message)\"}" }
    }

    private struct Problem: Error {
        let message: String
        init(_ message: String) { self.message = message }
    }

    private func read(_ line: ArraySlice<UInt8>) throws(Problem) -> (String, Query, Subject) {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue.parse(line, limits: JSONLimits(bytes: Self.lineLimit, depth: 4, values: 16))
        } catch { throw Problem("the line is not JSON") }
        guard let label = value["label"]?.text else { throw Problem("\"label\" is missing") }
        guard let text = value["hex"]?.text, let bytes = bytes(text), let first = bytes.first else {
            throw Problem("\"hex\" is no class byte and more in hexadecimal")
        }
        let query = Query(classByte: first, bytes: Array(bytes.dropFirst()))
        return (label, query, value["owner"]?.flag == true ? .owner : .other)
    }

    private func bytes(_ hex: String) -> [UInt8]? {
        let digits = hex.utf8.map { byte -> UInt8? in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - 0x30
            case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - 0x57
            case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - 0x37
            default: nil
            }
        }
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digits[index], let low = digits[index + 1] else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private func hex(_ word: UInt32) -> String {
        let digits = String(word, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}
