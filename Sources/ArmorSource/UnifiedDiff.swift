/// The difference of two texts in the unified format of diff(1), as patch(1) reads it.
package enum UnifiedDiff {
    /// Empty where the texts are the same. Bytes that are no UTF-8 are replaced: such texts are no policies.
    ///
    /// - Parameter context: how many lines are shown around each change.
    package static func text(
        _ old: [UInt8],
        _ new: [UInt8],
        oldName: String,
        newName: String,
        context: Int = 3
    ) -> String {
        let (before, after) = (lines(old), lines(new))
        let steps = steps(before, after)
        let changed = steps.indices.filter { steps[$0].mark != " " }
        guard let first = changed.first else { return "" }
        var hunks: [ClosedRange<Int>] = []
        var current = first...first
        for index in changed.dropFirst() {
            if index - current.upperBound > 2 * context {
                hunks.append(current)
                current = index...index
            } else {
                current = current.lowerBound...index
            }
        }
        hunks.append(current)
        var text = "--- \(printable(oldName))\n+++ \(printable(newName))\n"
        for hunk in hunks {
            let range = max(0, hunk.lowerBound - context)..<min(steps.count, hunk.upperBound + context + 1)
            text += header(steps, range) + steps[range].map(\.text).joined()
        }
        return text
    }

    private struct Step {
        let mark: Character
        let line: String

        /// With the note that diff(1) gives where the last line has no end.
        var text: String {
            line.utf8.last == UInt8(ascii: "\n") ? "\(mark)\(line)" : "\(mark)\(line)\n\\ No newline at end of file\n"
        }
    }

    /// With their ends.
    private static func lines(_ bytes: [UInt8]) -> [String] {
        var lines: [String] = []
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? bytes.count
            lines.append(String(decoding: bytes[start..<end], as: UTF8.self))
            start = end
        }
        return lines
    }

    /// What is equal at both ends is set aside: the rest is short where a few lines were added.
    private static func steps(_ old: [String], _ new: [String]) -> [Step] {
        var head = 0
        while head < min(old.count, new.count), old[head] == new[head] { head += 1 }
        var tail = 0
        while tail < min(old.count, new.count) - head, old[old.count - 1 - tail] == new[new.count - 1 - tail] {
            tail += 1
        }
        let before = Array(old[head..<old.count - tail])
        let after = Array(new[head..<new.count - tail])
        var removed: Set<Int> = []
        var inserted: Set<Int> = []
        for change in after.difference(from: before) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        var steps = old[..<head].map { Step(mark: " ", line: $0) }
        var (left, right) = (0, 0)
        while left < before.count || right < after.count {
            if removed.contains(left) {
                steps.append(Step(mark: "-", line: before[left]))
                left += 1
            } else if inserted.contains(right) {
                steps.append(Step(mark: "+", line: after[right]))
                right += 1
            } else {
                steps.append(Step(mark: " ", line: before[left]))
                (left, right) = (left + 1, right + 1)
            }
        }
        return steps + old[(old.count - tail)...].map { Step(mark: " ", line: $0) }
    }

    private static func header(_ steps: [Step], _ range: Range<Int>) -> String {
        func place(_ mark: Character) -> String {
            let before = steps[..<range.lowerBound].count { $0.mark == " " || $0.mark == mark }
            let count = steps[range].count { $0.mark == " " || $0.mark == mark }
            // Of no lines diff(1) says the number of the line before.
            return "\(count == 0 ? before : before + 1),\(count)"
        }
        return "@@ -\(place("-")) +\(place("+")) @@\n"
    }
}
