import ArmorTestSupport
import Foundation
import Testing

@testable import ArmorImage

/// Libraries are found where the image's own loader would find them.
@Suite struct LibraryTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var program = ELFBuilder(interpreter: "/lib64/ld.so", needed: ["libx.so"])
        var config = "{}"
        let build: @Sendable (inout TarBuilder) -> Void
        let found: [String]
        var missing: [String] = []

        init(
            _ what: String,
            program: ELFBuilder? = nil,
            config: String = "{}",
            _ build: @escaping @Sendable (inout TarBuilder) -> Void,
            found: [String],
            missing: [String] = []
        ) {
            testDescription = what
            if let program { self.program = program }
            (self.config, self.build, self.found, self.missing) = (config, build, found, missing)
        }
    }

    private static let library = ELFBuilder().bytes

    private static func dynamic(rpath: String? = nil, runpath: String? = nil, needed: String = "libx.so") -> ELFBuilder
    {
        ELFBuilder(interpreter: "/lib64/ld.so", needed: [needed], rpath: rpath, runpath: runpath)
    }

    static let cases: [Case] = [
        Case("a default folder", { $0.file("usr/lib/libx.so", library) }, found: ["/usr/lib/libx.so"]),
        Case(
            "Debian's folder of a machine",
            { $0.file("lib/x86_64-linux-gnu/libx.so", library) },
            found: ["/lib/x86_64-linux-gnu/libx.so"]
        ),
        Case("beside the loader", { $0.file("lib64/libx.so", library) }, found: ["/lib64/libx.so"]),
        Case(
            "DT_RPATH",
            program: dynamic(rpath: "/opt/a"),
            { $0.file("opt/a/libx.so", library) },
            found: ["/opt/a/libx.so"]
        ),
        Case(
            "DT_RUNPATH from the program's own folder",
            program: dynamic(runpath: "$ORIGIN/../lib"),
            { $0.file("app/lib/libx.so", library) },
            found: ["/app/lib/libx.so"]
        ),
        Case(
            "${ORIGIN} and $LIB",
            program: dynamic(runpath: "${ORIGIN}/$LIB"),
            { $0.file("app/bin/lib64/libx.so", library) },
            found: ["/app/bin/lib64/libx.so"]
        ),
        Case(
            "a search path before the default",
            program: dynamic(runpath: "/opt/a"),
            {
                $0.file("opt/a/libx.so", library); $0.file("usr/lib/libx.so", library)
            },
            found: ["/opt/a/libx.so"]
        ),
        Case(
            "LD_LIBRARY_PATH of the image",
            config: #"{"Env":["LD_LIBRARY_PATH=/opt/b"]}"#,
            { $0.file("opt/b/libx.so", library) },
            found: ["/opt/b/libx.so"]
        ),
        Case(
            "ld.so.conf and what it includes",
            {
                $0.file("etc/ld.so.conf", text: "# c\ninclude ld.so.conf.d/*.conf\n");
                $0.file("etc/ld.so.conf.d/a.conf", text: "/opt/c\n"); $0.file("opt/c/libx.so", library)
            },
            found: ["/opt/c/libx.so"]
        ),
        Case(
            "ld.so.conf that includes itself ends",
            {
                $0.file("etc/ld.so.conf", text: "include /etc/ld.so.conf\n/opt/c\n"); $0.file("opt/c/libx.so", library)
            },
            found: ["/opt/c/libx.so"]
        ),
        Case(
            "variants for better processors too",
            {
                $0.file("usr/lib/libx.so", library); $0.file("usr/lib/glibc-hwcaps/x86-64-v3/libx.so", library)
            },
            found: ["/usr/lib/glibc-hwcaps/x86-64-v3/libx.so", "/usr/lib/libx.so"]
        ),
        Case(
            "through links, by the file's own name",
            {
                $0.file("usr/lib/libx.so.1.2", library); $0.link("usr/lib/libx.so", to: "libx.so.1.2")
            },
            found: ["/usr/lib/libx.so.1.2"]
        ),
        Case(
            "what libraries need",
            {
                $0.file("usr/lib/libx.so", ELFBuilder(needed: ["liby.so"]).bytes);
                $0.file("usr/lib/liby.so", ELFBuilder(needed: ["libx.so"]).bytes)
            },
            found: ["/usr/lib/libx.so", "/usr/lib/liby.so"]
        ),
        Case(
            "DT_RPATH holds for what is loaded because of it",
            program: dynamic(rpath: "/opt/a"),
            {
                $0.file("opt/a/libx.so", ELFBuilder(needed: ["liby.so"]).bytes); $0.file("opt/a/liby.so", library)
            },
            found: ["/opt/a/libx.so", "/opt/a/liby.so"]
        ),
        Case(
            "DT_RUNPATH does not",
            program: dynamic(runpath: "/opt/a"),
            {
                $0.file("opt/a/libx.so", ELFBuilder(needed: ["liby.so"]).bytes); $0.file("opt/a/liby.so", library)
            },
            found: ["/opt/a/libx.so"],
            missing: ["liby.so, which /opt/a/libx.so needs"]
        ),
        Case(
            "a library of another machine is passed over",
            { tar in
                var other = ELFBuilder()
                other.machine = 183
                tar.file("lib/libx.so", other.bytes)
                tar.file("usr/lib/libx.so", library)
            },
            found: ["/usr/lib/libx.so"]
        ),
        Case(
            "musl's path file",
            program: ELFBuilder(interpreter: "/lib/ld-musl-x86_64.so.1", needed: ["libx.so"]),
            {
                $0.file("lib/ld-musl-x86_64.so.1", library)
                $0.file("etc/ld-musl-x86_64.path", text: "/opt/m\n/lib\n")
                $0.file("opt/m/libx.so", library)
            },
            found: ["/lib/ld-musl-x86_64.so.1", "/opt/m/libx.so"]
        ),
        Case("nothing", { (_: inout TarBuilder) in }, found: [], missing: ["libx.so, which /app/bin/program needs"]),
        Case(
            "a link that goes around",
            { $0.link("usr/lib/libx.so", to: "libx.so") },
            found: [],
            missing: ["libx.so, which /app/bin/program needs"]
        ),
    ]

    @Test(arguments: cases) func isFound(_ each: Case) async throws {
        var tar = TarBuilder()
        tar.file("lib64/ld.so", ELFBuilder().bytes, mode: 0o755)
        tar.file("app/bin/program", each.program.bytes, mode: 0o755)
        each.build(&tar)
        let image = try await ImageBuilder(layers: [tar.bytes], config: each.config).read()
        var finder = LibraryFinder(image)
        let program = try #require(image.tree.file("/app/bin/program"))
        let isProgram = finder.add(program)
        #expect(isProgram)
        let found = finder.libraries.map { String(decoding: $0, as: UTF8.self) }.filter { $0 != "/lib64/ld.so" }
            .sorted()
        #expect(found == each.found)
        #expect(finder.missing.sorted() == each.missing)
    }

    /// The host's own loader is asked about a program of the host, and finds what is found in an image of the same files.
    @Test func asTheHostsLoaderFindsThem() async throws {
        let program = "/usr/bin/env"
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/ldd")
        process.arguments = [program]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        let paths = text.split(whereSeparator: { $0 == " " || $0 == "\n" || $0 == "\t" }).map(String.init)
            .filter { $0.hasPrefix("/") }
        try #require(process.terminationStatus == 0 && !paths.isEmpty)
        var tar = TarBuilder()
        let real = Set((paths + [program]).map { URL(filePath: $0).resolvingSymlinksInPath().path })
        for path in real { tar.file(path, try contents(URL(filePath: path)), mode: 0o755) }
        for path in paths where !real.contains(path) {
            tar.link(path, to: URL(filePath: path).resolvingSymlinksInPath().path)
        }
        let image = try await ImageBuilder(layers: [tar.bytes]).read()
        var finder = LibraryFinder(image)
        let found = try #require(image.tree.file(URL(filePath: program).resolvingSymlinksInPath().path))
        let isProgram = finder.add(found)
        #expect(isProgram)
        #expect(finder.missing.isEmpty)
        #expect(
            Set(finder.libraries.map { String(decoding: $0, as: UTF8.self) })
                == real.subtracting([URL(filePath: program).resolvingSymlinksInPath().path])
        )
    }
}
