import Foundation
import Testing

/// `armor learn --follow`: a log that grows, over its rotation, until the program is asked to end.
struct LearnFollowTests {
    private static func record(_ name: String, _ serial: Int) -> String {
        "type=AVC msg=audit(1790000000.001:\(serial)): apparmor=\"ALLOWED\" operation=\"open\" profile=\"web\" "
            + "name=\"\(name)\" pid=77 comm=\"nginx\" requested_mask=\"r\" denied_mask=\"r\" fsuid=0 ouid=5\n"
    }

    /// The program while it runs, with its output and messages in files.
    private struct Running {
        let process = Process()
        let place: Workplace

        init(_ place: Workplace, _ arguments: [String]) throws {
            self.place = place
            let program: URL = try #require(Program.url, "armor was not built")
            process.executableURL = program
            process.arguments = arguments
            process.currentDirectoryURL = place.url
            process.environment = ["PATH": "/usr/bin:/bin", "LANG": "C"]
            for name in ["output", "messages"] { try Data().write(to: place.url.appending(path: name)) }
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = try FileHandle(forWritingTo: place.url.appending(path: "output"))
            process.standardError = try FileHandle(forWritingTo: place.url.appending(path: "messages"))
            try process.run()
        }

        /// Waits until a file holds a text; a minute is far more than it takes.
        func wait(for text: String, in file: String) throws {
            for _ in 0..<600 {
                if place.read(file)?.contains(text) == true { return }
                #expect(process.isRunning, "\(place.read("messages") ?? "")")
                Thread.sleep(forTimeInterval: 0.1)
            }
            Issue.record("\(file) never held \(text): \(place.read(file) ?? "")")
        }

        /// Ends it by a signal; answers its status.
        func end(_ signal: Int32) -> Int32 {
            kill(process.processIdentifier, signal)
            process.waitUntilExit()
            return process.terminationReason == .exit ? process.terminationStatus : -1
        }
    }

    private func append(_ text: String, to file: String, _ place: Workplace) throws {
        let handle = try FileHandle(forWritingTo: place.url.appending(path: file))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(text.utf8))
        try handle.close()
    }

    @Test(arguments: [SIGINT, SIGTERM]) func followsOverRotation(_ signal: Int32) throws {
        let place = try Workplace(["a.log": Self.record("/srv/1", 1)])
        let running = try Running(place, ["learn", "--partial", "--follow", "a.log", "-o", "summary", "--host", "h"])
        try running.wait(for: "/srv/1", in: "summary")
        // Half a line is none yet.
        let record = Self.record("/srv/2", 2)
        try append(String(record.prefix(100)), to: "a.log", place)
        try append(String(record.dropFirst(100)), to: "a.log", place)
        try running.wait(for: "/srv/2", in: "summary")
        // Rotated as logrotate does, with a last record in the old file; and cut off, as copytruncate does.
        try append(Self.record("/srv/3", 3), to: "a.log", place)
        try FileManager.default.moveItem(
            at: place.url.appending(path: "a.log"),
            to: place.url.appending(path: "a.log.1")
        )
        try Data(Self.record("/srv/4", 4).utf8).write(to: place.url.appending(path: "a.log"))
        try running.wait(for: "/srv/4", in: "summary")
        try Data(Self.record("/5", 5).utf8).write(to: place.url.appending(path: "a.log"))
        try running.wait(for: "\"/5\"", in: "summary")
        #expect(running.end(signal) == 0)
        #expect(place.read("messages")?.contains("1 new accesses") == true)
        for name in ["/srv/1", "/srv/2", "/srv/3", "/srv/4", "/5"] {
            #expect(place.read("summary")?.contains("\"\(name)\",\"count\":1,") == true, "\(name)")
        }
        let read = try place.armor("learn", "--merge", "summary", "--partial")
        #expect(read.status == 0 && read.output == place.read("summary"))
    }

    @Test(.enabled(if: Program.hasParser)) func showsEachNewProposalAndTheLast() throws {
        let place = try Workplace([
            "a.log": Self.record("/srv/first", 1), "web.toml": "name = \"web\"\nextends = [\"container\"]\n",
        ])
        let running = try Running(
            place,
            ["learn", "--follow", "a.log", "--policy", "web.toml", "--target", "debian12"]
        )
        try running.wait(for: "+    \"/srv/first\",\n", in: "output")
        try append(Self.record("/opt/second", 2), to: "a.log", place)
        try running.wait(for: "+    \"/opt/second\",\n", in: "output")
        #expect(running.end(SIGTERM) == 0)
        // The first, the second, and the last again.
        #expect(place.read("output")?.components(separatedBy: "--- web.toml").count == 4)
        #expect(place.read("messages")?.contains("replayed: allowed 2") == true)
    }

    @Test(arguments: [
        (["a.log"], "--follow needs --policy or --partial"),
        (["a.log", "--policy", "web.toml", "--tighten"], "goes without --apply, --validate, --tighten"),
        (["a.log", "--partial", "--merge"], "leave out --merge"),
        (["a.log", "--partial", "--boot", "0"], "leave out --merge and --boot"),
    ])
    func refusesWhatItCannotDo(_ arguments: [String], _ message: String) throws {
        let result = try Workplace().armor(["learn", "--follow"] + arguments)
        #expect(result.status == 64 && result.messages.contains(message), "\(result.messages)")
    }
}
