import ArmorAudit
import ArmorTestSupport
import Foundation
import Testing

/// What three real kernels wrote is read in full, and believed where the audit daemon would have kept it.
@Suite struct CorpusTests {
    static let kernels = sharedCorpus.map { files(below: $0.appending(path: "kernel"), ending: ".log") } ?? []

    @Test(arguments: kernels) func everyRecordIsAnEvent(_ name: String) throws {
        let file = try #require(sharedCorpus).appending(path: "kernel/\(name)")
        for line in try lines(file) where string(line).contains("apparmor=") {
            let event = try #require(LineReader().read(line).event, "\(string(line))")
            #expect(event.trust == .untrusted(event.envelope == .auditd ? .mixedSource : .text))
            #expect(event.detail.kind != .unknown, "\(string(line))")
            #expect(event.time != nil && event.serial != nil && event.label != nil)
            #expect(event.envelope == .dmesg || event.envelope == .auditd)
            #expect(event.others.map(\.key).filter { !["major", "minor"].contains($0) } == [], "\(string(line))")
        }
    }

    /// The same records as the audit daemon writes them.
    @Test(arguments: kernels) func theDaemonsFormIsBelieved(_ name: String) throws {
        let file = try #require(sharedCorpus).appending(path: "kernel/\(name)")
        let reader = LineReader(source: .auditLog)
        for line in try lines(file) {
            guard let record = string(line).range(of: "audit(").map({ String(string(line)[$0.lowerBound...]) }),
                record.contains("apparmor=")
            else { continue }
            let event = try #require(reader.read("type=AVC msg=" + record).event, "\(record)")
            #expect(event.trust == .kernel, "\(record)")
            let elsewhere = LineReader().read("type=AVC msg=" + record).event
            #expect(elsewhere?.trust == .untrusted(.mixedSource))
            #expect(reader.read("node=web-1 type=AVC msg=" + record).event?.node == Array("web-1".utf8))
        }
    }
}
