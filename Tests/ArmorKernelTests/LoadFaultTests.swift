import ArmorKernel
import ArmorTestSupport
import Foundation
import Synchronization
import SystemPackage
import Testing

/// Whatever goes wrong: kernel, store and records are as they were, or it is said what is not.
@Suite(.serialized) struct LoadFaultTests {
    /// What is loaded before, of which `web` will be replaced, and what is to be loaded.
    private struct Situation {
        let host: TestHost
        let old: [NewProfile]
        let new: [NewProfile]
        let before: [String: String]

        var folder: String { "\(host.folder)/apparmor.d" }

        init(_ folder: String) async throws {
            host = try TestHost(in: folder)
            old = [try await profile("web", "profile kid { /old r, }"), try await profile("other")]
            new = [try await profile("web", "/new r,\nprofile fresh { /x r, }"), try await profile("added")]
            _ = try await host.loader().load(old)
            before = try host.state()
        }

        /// Loads once more without a fault, finds nothing left over, and goes back to what was before.
        func mend(_ comment: Comment) async throws {
            _ = try await host.loader().load(new)
            let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            #expect(files == ["added", "other", "web"], comment)
            #expect(host.stored("web") == new[0].text, comment)
            try host.fake.remove("added")
            try FileManager.default.removeItem(atPath: "\(folder)/added")
            _ = try await host.loader().load(old)
            #expect(try host.state() == before, comment)
        }
    }

    @Test(arguments: [Errno.noSpace, .ioError, .readOnlyFileSystem], ["store", "records"])
    func oneChangeThatFailsIsTakenBack(_ error: Errno, _ side: String) async throws {
        try await withMemory { folder in
            let situation = try await Situation(folder)
            let (host, new, before) = (situation.host, situation.new, situation.before)
            var number = 0
            while true {
                let failing = FailingChanges(at: number, error)
                let found = try await failure {
                    side == "store"
                        ? try await host.loader(failing).load(new)
                        : try await host.loader(records: failing).load(new)
                }
                guard failing.hasFailed else { break }
                if let found {
                    #expect(found.unrestored.isEmpty, "change \(number): \(found.unrestored)")
                    let now = try host.state()
                    #expect(now == before, "change \(number)")
                } else {
                    // Only letting go of old names may fail unnoticed; the next load mends it.
                    try await situation.mend("change \(number)")
                }
                number += 1
            }
            #expect(number == 11, "every change of two files was met")
        }
    }

    @Test func aDiskThatStaysBrokenIsSaid() async throws {
        try await withMemory { folder in
            let situation = try await Situation(folder)
            let (host, new, before) = (situation.host, situation.new, situation.before)
            var number = 0
            while true {
                let failing = FailingChanges(at: number, .ioError, staysBroken: true)
                let found = try await failure { try await host.loader(failing).load(new) }
                guard failing.hasFailed else { break }
                let kernel = try host.fake.loaded()
                if let found {
                    #expect(kernel == before.filter { !$0.key.contains(".d/") && !$0.key.contains("loaded/") })
                    let files = try host.state().filter {
                        $0.key.hasPrefix("apparmor.d/") && !$0.key.contains("/.armor")
                    }
                    let wasKept = files == before.filter { $0.key.hasPrefix("apparmor.d/") }
                    #expect(wasKept || !found.unrestored.isEmpty, "change \(number)")
                }
                // A sound disk again.
                try await situation.mend("change \(number)")
                number += 1
            }
        }
    }

    // MARK: The kernel

    private func refused(_ code: String, _ fault: (inout FakeKernel.Faults) -> Void) async throws {
        try await withMemory { folder in
            let situation = try await Situation(folder)
            let (host, new, before) = (situation.host, situation.new, situation.before)
            host.fake.set(fault)
            let found = try #require(try await failure { try await host.loader().load(new) })
            #expect(found.codes == [code])
            #expect(found.unrestored.isEmpty)
            #expect(try host.state() == before)
        }
    }

    @Test(arguments: [
        (Errno.fileExists, "kernel-wedged"), (.noMemory, "kernel-refused"), (.permissionDenied, "kernel-refused"),
        (.protocolNotSupported, "kernel-refused"), (.noSpace, "kernel-refused"),
    ]) func aWriteThatIsRefusedChangesNothing(_ error: Errno, _ code: String) async throws {
        // One write came before, of what was prepared.
        try await refused(code) { $0.refusesWrite = (1, error) }
    }

    @Test func anotherHashIsTakenBack() async throws {
        try await refused("not-verified") { $0.wrongHash = "web//fresh" }
    }

    @Test func anotherModeIsTakenBack() async throws { try await refused("not-verified") { $0.wrongMode = "added" } }

    @Test func aProfileThatIsNotListedIsTakenBack() async throws {
        try await refused("not-verified") { $0.forgets = true }
    }

    @Test func aKernelThatTakesNothingBackIsSaid() async throws {
        try await withMemory { folder in
            let situation = try await Situation(folder)
            let (host, new) = (situation.host, situation.new)
            host.fake.set { $0.wrongMode = "added" }
            host.fake.set {
                $0.refusesWrite = (2, .fileExists)
                $0.isWedged = true
            }
            let found = try #require(try await failure { try await host.loader().load(new) })
            #expect(found.codes == ["not-verified"])
            #expect(found.unrestored.count == 1)
            #expect(found.unrestored[0].contains("over-long name"))
        }
    }

    @Test func theSecondOfTwoWritesTakesBackTheFirst() async throws {
        try await withMemory { folder in
            let host = try TestHost(in: folder, keepsHash: false)
            let one = try await profile("p000")
            let all = (0..<501).map { one.copy(number: $0) }
            host.fake.set { $0.refusesWrite = (1, .noMemory) }
            let found = try #require(try await failure { try await host.loader().load(all) })
            #expect(found.codes == ["kernel-refused"])
            #expect(found.unrestored.isEmpty)
            #expect(try host.state().isEmpty)
        }
    }

    // MARK: A program that was killed

    /// What a program leaves that is ended after each of its changes: it makes them and no more.
    @Test func whatAKilledLoadLeavesIsWholeAndMended() async throws {
        try await withMemory { folder in
            let situation = try await Situation(folder)
            let (host, new, before) = (situation.host, situation.new, situation.before)
            let old = try #require(before["apparmor.d/web"])
            for stage in KilledLoad.allCases {
                try await stage.leave(host, new)
                let stored = try #require(host.stored("web"))
                #expect(stored == old || stored == new[0].text, "\(stage): old or new, whole")
                try await situation.mend("\(String(describing: stage))")
            }
        }
    }
}

/// How far a load came that was killed; each leaves what the one before it left, and more.
private enum KilledLoad: CaseIterable {
    case whileStaging, afterRecords, afterKernel, betweenRenames

    func leave(_ host: TestHost, _ new: [NewProfile]) async throws {
        try host.put("apparmor.d/.armor-load-1", "half of a prof")
        if self == .whileStaging { return }
        for profile in new { try host.put("run/loaded/\(profile.name)", profile.text) }
        if self == .afterRecords { return }
        try host.fake.replace(new.flatMap(\.binary))
        if self == .afterKernel { return }
        let folder = "\(host.folder)/apparmor.d"
        try FileManager.default.linkItem(atPath: "\(folder)/web", toPath: "\(folder)/.armor-load-2")
        try host.put("apparmor.d/.armor-load-3", new[0].text)
        #expect(rename("\(folder)/.armor-load-3", to: "\(folder)/web"))
    }
}
