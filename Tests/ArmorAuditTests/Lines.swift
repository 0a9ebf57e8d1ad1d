import ArmorAudit
import ArmorTestSupport
import Foundation

/// The lines of a file, without their ends.
func lines(_ file: URL) throws -> [[UInt8]] {
    try contents(file).split(separator: UInt8(ascii: "\n")).map(Array.init)
}

func string(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

extension AuditLine {
    var event: AuditEvent? { if case .event(let event) = self { event } else { nil } }
    var malformed: Malformed? { if case .malformed(let reason) = self { reason } else { nil } }
}
