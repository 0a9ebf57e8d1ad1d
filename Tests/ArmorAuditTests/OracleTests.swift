import ArmorAudit
import ArmorTestSupport
import CAppArmorLog
import Foundation
import Testing

/// libapparmor's own reader as judge: what both read has the same fields, for every line of the corpora and for lines
/// made of them by chance.
///
/// Where it is known to be wrong it is not asked; ``isExcused(_:_:)`` says where. One after the other: it keeps state.
@Suite(.serialized) struct OracleTests {
    @Test func sameFieldsInEveryLine() throws {
        var compared = 0
        for line in try Self.corpus() {
            guard let theirs = Oracle.read(line) else { continue }
            guard let event = LineReader().read(line).event else {
                Issue.record("not read: \(string(line))")
                continue
            }
            if Self.isExcused(event, line) { continue }
            compare(event, theirs, line)
            compared += 1
        }
        if sharedCorpus != nil { #expect(compared > 900, "\(compared)") }
    }

    /// What would be believed of an audit log must be read as libapparmor does, whatever it was made of.
    @Test func sameFieldsInLinesChangedByChance() throws {
        var random = SplitMix(state: 11)
        let alphabet = Array("\"=' _0AFaz/:()x,;-".utf8)
        let records = try Self.corpus().compactMap { line -> [UInt8]? in
            guard Oracle.read(line) != nil, let place = string(line).range(of: "audit(") else { return nil }
            return Array("type=AVC msg=\(string(line)[place.lowerBound...])".utf8)
        }
        let reader = LineReader(source: .auditLog)
        var compared = 0
        for round in 0..<30_000 where !records.isEmpty {
            let line = mutated(records[round % records.count], alphabet, using: &random)
            guard let event = reader.read(line).event, event.trust == .kernel, !Self.isExcused(event, line),
                let theirs = Oracle.read(line)
            else { continue }
            compare(event, theirs, line)
            compared += 1
        }
        if sharedCorpus != nil { #expect(compared > 2000, "\(compared)") }
    }

    private static func corpus() throws -> [[UInt8]] {
        guard let shared = sharedCorpus else { return [] }
        var all: [[UInt8]] = []
        for folder in ["kernel", "hostile", "upstream-logs"] {
            for ending in [".log", ".in"] {
                for name in files(below: shared.appending(path: folder), ending: ending) {
                    all += try lines(shared.appending(path: "\(folder)/\(name)"))
                }
            }
        }
        return all.filter { $0.count > 40 }
    }

    private func compare(_ event: AuditEvent, _ theirs: [String: String], _ line: [UInt8]) {
        var ours = libapparmorView(event)
        ours["Flags"]?.removeAll { ", ".contains($0) }
        for (key, value) in theirs where (ours[key] ?? "") != value {
            Issue.record("\(key): \(ours[key] ?? "none") for \(value): \(string(line))")
        }
    }

    /// Where libapparmor 3.0.8 reads something else than the kernel wrote: it drops backslashes, and has no place for what
    /// ptrace's older records call target.
    private static func isExcused(_ event: AuditEvent, _ line: [UInt8]) -> Bool {
        line.contains(UInt8(ascii: "\\")) || event.detail.kind == .ptrace && string(line).contains("target=")
    }
}

/// What libapparmor reads in a line.
enum Oracle {
    /// None for what it calls invalid.
    static func read(_ line: [UInt8]) -> [String: String]? {
        if line.contains(0) { return nil }
        var text = line.map(CChar.init(bitPattern:)) + [10, 0]
        guard let pointer = unsafe parse_record(&text) else { return nil }
        defer { unsafe free_record(pointer) }
        let record = unsafe pointer.pointee
        var view: [String: String] = [:]
        func put(_ key: String, _ value: UnsafeMutablePointer<CChar>?) {
            if let value = unsafe value { view[key] = unsafe String(cString: value) }
        }
        func put(_ key: String, _ value: UInt) { if value != 0, value != .max { view[key] = "\(value)" } }
        let events = ["INVALID", "ERROR", "AUDIT", "ALLOWED", "DENIED", "HINT", "STATUS"]
        if unsafe record.event == AA_RECORD_INVALID { return nil }
        view["Event type"] = "AA_RECORD_" + events[Int(unsafe record.event.rawValue)]
        unsafe put("Epoch", UInt(record.epoch))
        unsafe put("Audit subid", UInt(record.audit_sub_id))
        unsafe put("Operation", record.operation)
        unsafe put("Mask", record.requested_mask)
        unsafe put("Denied Mask", record.denied_mask)
        if unsafe record.fsuid != .max { view["fsuid"] = unsafe "\(record.fsuid)" }
        if unsafe record.ouid != .max { view["ouid"] = unsafe "\(record.ouid)" }
        unsafe put("Profile", record.profile)
        unsafe put("Peer profile", record.peer_profile)
        unsafe put("Command", record.comm)
        unsafe put("Name", record.name)
        unsafe put("Name2", record.name2)
        unsafe put("PID", record.pid)
        unsafe put("Info", record.info)
        if unsafe record.error_code != 0 { view["ErrorCode"] = unsafe "\(record.error_code)" }
        unsafe put("Network family", record.net_family)
        unsafe put("Socket type", record.net_sock_type)
        unsafe put("Protocol", record.net_protocol)
        unsafe put("Local addr", record.net_local_addr)
        unsafe put("Local port", record.net_local_port)
        unsafe put("Foreign addr", record.net_foreign_addr)
        unsafe put("Foreign port", record.net_foreign_port)
        unsafe put("DBus bus", record.dbus_bus)
        unsafe put("DBus path", record.dbus_path)
        unsafe put("DBus interface", record.dbus_interface)
        unsafe put("DBus member", record.dbus_member)
        unsafe put("Signal", record.signal)
        unsafe put("Peer", record.peer)
        unsafe put("FS Type", record.fs_type)
        unsafe put("Flags", record.flags)
        unsafe put("Src Name", record.src_name)
        view["Flags"]?.removeAll { ", ".contains($0) }
        return view
    }
}
