import ArmorTestSupport
import Foundation
import Testing

@testable import ArmorImage

/// What an image's command comes to.
@Suite struct ProgramTests {
    @Test(
        arguments: [
            ("#!/bin/sh\n", "/bin/sh", nil), ("#! /bin/sh -e \nx", "/bin/sh", "-e"),
            ("#!/usr/bin/env -S python3 -u\n", "/usr/bin/env", "-S python3 -u"), ("#!/bin/sh", "/bin/sh", nil),
            ("#!\n", nil, nil), ("#", nil, nil), ("\u{7F}ELF", nil, nil),
        ] as [(String, String?, String?)]
    )
    func firstLines(_ text: String, _ interpreter: String?, _ argument: String?) {
        let script = ScriptFile(Array(text.utf8))
        #expect(script.map { String(decoding: $0.interpreter, as: UTF8.self) } == interpreter)
        #expect(script?.argument.map { String(decoding: $0, as: UTF8.self) } == argument)
    }

    /// The words and targets of each script stand beside it.
    @Test(arguments: files(below: fixtures().appending(path: "scripts"), ending: ".sh"))
    func wordsOfScripts(_ name: String) throws {
        let folder = fixtures().appending(path: "scripts")
        let script = try contents(folder.appending(path: name))
        let words = ScriptFile.words(script).map { String(decoding: $0, as: UTF8.self) }
        let targets = ScriptFile.redirections(script).map {
            "> " + String(decoding: $0.path, as: UTF8.self) + ($0.isWhole ? "" : " …")
        }
        let found = (words + targets).joined(separator: "\n") + "\n"
        let file = folder.appending(path: name.replacingOccurrences(of: ".sh", with: ".words"))
        try record(found, to: file)
        #expect(found == (try? text(file)))
    }

    private func search(_ words: [String], config: String = "{}", _ build: (inout TarBuilder) -> Void) async throws
        -> ProgramSearch
    {
        var tar = TarBuilder()
        for tool in ["dash", "chown", "python3.11", "server"] {
            tar.file("usr/bin/\(tool)", ELFBuilder().bytes, mode: 0o755)
        }
        tar.link("bin", to: "usr/bin")
        tar.link("usr/bin/sh", to: "dash")
        tar.link("usr/bin/python3", to: "python3.11")
        build(&tar)
        let image = try await ImageBuilder(layers: [tar.bytes], config: config).read()
        return ProgramSearch(image, words: words)
    }

    private func paths(_ search: ProgramSearch, guesses: Bool) -> [String] {
        search.programs.filter { $0.isGuess == guesses }.map(\.path).sorted()
    }

    @Test func aProgramByItsNameAndThroughLinks() async throws {
        let search = try await search(["server", "-g", "daemon off;"]) { _ in }
        #expect(paths(search, guesses: false) == ["/usr/bin/server"])
        #expect(paths(search, guesses: true).isEmpty && !search.hasShell && search.unknown.isEmpty)
    }

    @Test func aScriptItsShellAndItsWords() async throws {
        let search = try await search(["/entry.sh", "server"]) {
            $0.file(
                "entry.sh",
                text: "#!/bin/sh\n# python3 is not called\nchown x /data\nexec \"$@\" >/run/x.log\n",
                mode: 0o755
            )
        }
        #expect(paths(search, guesses: false) == ["/entry.sh", "/usr/bin/dash", "/usr/bin/server"])
        #expect(paths(search, guesses: true) == ["/usr/bin/chown"])
        #expect(search.written.map { String(decoding: $0.path, as: UTF8.self) } == ["/run/x.log"])
    }

    @Test func interpretersOfInterpreters() async throws {
        let search = try await search(["/app/main"]) {
            $0.file("usr/bin/env", ELFBuilder().bytes, mode: 0o755)
            $0.file("app/main", text: "#!/usr/bin/env python3\nimport os\n", mode: 0o755)
        }
        #expect(paths(search, guesses: false) == ["/app/main", "/usr/bin/env", "/usr/bin/python3.11"])
    }

    @Test func aCommandInAShell() async throws {
        let search = try await search(["/bin/sh", "-c", "chown x; exec server --flag=1"]) { _ in }
        #expect(paths(search, guesses: false) == ["/usr/bin/dash"])
        #expect(paths(search, guesses: true) == ["/usr/bin/chown", "/usr/bin/server"])
    }

    @Test func scriptsInAFolderThatIsNamed() async throws {
        let search = try await search(["/entry.sh"]) {
            $0.file("entry.sh", text: "#!/bin/sh\nfind /steps.d -type f\n", mode: 0o755)
            $0.file("steps.d/10.sh", text: "#!/bin/sh\nchown x y\n", mode: 0o755)
            $0.file("steps.d/20.envsh", text: "server\n")
            $0.file("steps.d/data", text: "python3\n")
        }
        #expect(paths(search, guesses: true) == ["/steps.d/10.sh", "/usr/bin/chown", "/usr/bin/server"])
        #expect(search.named.map { String(decoding: $0.path, as: UTF8.self) } == ["/steps.d"])
    }

    /// A script that is read by another and names its own folder is read once.
    @Test func scriptsThatNameTheirOwnFolderEnd() async throws {
        let search = try await search(["/entry.sh"]) {
            $0.file("entry.sh", text: "#!/bin/sh\n. /steps.d/a.sh\nls /steps.d /steps.d/deep\n", mode: 0o755)
            $0.file("steps.d/a.sh", text: "ls /steps.d /steps.d/deep; chown x\n")
            $0.file("steps.d/deep/b.sh", text: "ls /steps.d; python3\n")
        }
        #expect(paths(search, guesses: true) == ["/usr/bin/chown", "/usr/bin/python3.11"])
    }

    @Test func tooManyWordsAreTold() async throws {
        let search = try await search(["/entry.sh"]) {
            for number in 0..<4 {
                let words = (0..<15_000).map { "w\(number)x\($0)" }.joined(separator: "\n")
                $0.file("steps.d/\(number).sh", text: words)
            }
            $0.file("entry.sh", text: "#!/bin/sh\nls /steps.d\n", mode: 0o755)
        }
        #expect(search.unknown.count == 1)
    }

    @Test func relativePathsAreBelowTheWorkingFolder() async throws {
        let search = try await search(["./main", "conf/x.ini"], config: #"{"WorkingDir":"/app"}"#) {
            $0.file("app/main", ELFBuilder().bytes, mode: 0o755)
            $0.file("app/conf/x.ini")
        }
        #expect(paths(search, guesses: false) == ["/app/main"])
        #expect(search.named.map { String(decoding: $0.path, as: UTF8.self) } == ["/app/conf/x.ini"])
    }

    @Test(arguments: [[], ["nothing"], ["/etc"], ["/usr/bin/absent"], [""]] as [[String]])
    func whatIsNotThereIsSaid(_ words: [String]) async throws {
        let search = try await search(words) { _ in }
        #expect(search.programs.isEmpty && search.unknown.count == 1)
    }

    @Test func scriptsThatRunEachOtherEnd() async throws {
        let search = try await search(["/a"]) {
            $0.file("a", text: "#!/b\n", mode: 0o755)
            $0.file("b", text: "#!/a\n", mode: 0o755)
        }
        #expect(paths(search, guesses: false) == ["/a", "/b"])
    }

    /// The system's own folders and its secrets are not granted because a script has a word for them.
    @Test(arguments: [
        "/", "/etc", "/etc/shadow", "/proc/1/environ", "/dev/sda", "/root/.ssh", "/usr/lib", "/var/lib", "/usr/bin",
    ])
    func isTheSystems(_ path: String) { #expect(!ImageFolders.isOfImage(Array(path.utf8))) }

    @Test(arguments: ["/etc/nginx", "/data", "/app", "/var/lib/mysql", "/docker-entrypoint.d", "/usr/share/nginx/html"])
    func isTheImages(_ path: String) { #expect(ImageFolders.isOfImage(Array(path.utf8))) }

    @Test func packagesOfDebianAndAlpine() async throws {
        for (file, list) in [
            (
                "var/lib/dpkg/info/server:amd64.list",
                "/.\n/usr\n/usr/bin\n/bin/server\n/etc/server\n/etc/server/a.conf\n"
            ),
            (
                "lib/apk/db/installed",
                "P:other\nF:usr/bin\nR:x\n\nP:server\nF:bin\nR:server\nF:etc/server\nR:a.conf\n\n"
            ),
        ] {
            var tar = TarBuilder()
            tar.file("usr/bin/server", mode: 0o755)
            tar.link("bin", to: "usr/bin")
            tar.file(file, text: list)
            let image = try await ImageBuilder(layers: [tar.bytes]).read()
            let owned = PackageFiles(image).siblings(of: [Array("/usr/bin/server".utf8)])
            #expect(owned.names == ["server"])
            #expect(owned.paths.contains(Array("/etc/server/a.conf".utf8)))
            #expect(PackageFiles(image).siblings(of: [Array("/usr/bin/none".utf8)]).names.isEmpty)
        }
    }
}
