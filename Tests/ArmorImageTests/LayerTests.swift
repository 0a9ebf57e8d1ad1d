import ArmorTestSupport
import Testing

@testable import ArmorImage

/// Layers over each other give the files that an engine would give, and names never lead out of the image.
@Suite struct LayerTests {
    private func tree(_ layers: TarBuilder...) throws -> (tree: FileTree, findings: [ImageFinding]) {
        var reader = LayerReader(hasWhiteouts: true, limits: ImageLimits())
        for (number, layer) in layers.enumerated() { try reader.add(MemoryBytes(layer.bytes), layer: number) }
        return (reader.tree, reader.findings)
    }

    private func layer(_ build: (inout TarBuilder) -> Void) -> TarBuilder {
        var tar = TarBuilder()
        build(&tar)
        return tar
    }

    private func paths(_ tree: FileTree) -> [String] {
        tree.all().map { String(decoding: $0.path, as: UTF8.self) }.sorted()
    }

    @Test func aWhiteoutTakesAFileAway() throws {
        let (tree, _) = try tree(
            layer {
                $0.file("a/x"); $0.file("a/y"); $0.file("b/z")
            },
            layer {
                $0.file("a/.wh.x"); $0.file(".wh.b"); $0.file(".wh.absent")
            }
        )
        #expect(paths(tree) == ["/a/y"])
        #expect(tree.file("/b") == nil)
    }

    @Test(arguments: [true, false]) func anOpaqueFolderHidesWhatLiesBelow(_ first: Bool) throws {
        let (tree, _) = try tree(
            layer {
                $0.file("a/old"); $0.file("a/deep/old")
            },
            layer {
                if first { $0.file("a/.wh..wh..opq") }
                $0.file("a/new")
                $0.file("a/deep/new")
                if !first { $0.file("a/.wh..wh..opq") }
            }
        )
        #expect(paths(tree) == ["/a/deep/new", "/a/new"])
    }

    @Test func aFileReplacesAFolderAndBack() throws {
        let (tree, _) = try tree(
            layer {
                $0.file("a/x"); $0.file("b")
            },
            layer {
                $0.file("a"); $0.file("b/y")
            }
        )
        #expect(paths(tree) == ["/a", "/b"])
    }

    @Test func aFolderOverAFolderKeepsWhatIsInIt() throws {
        let (tree, _) = try tree(layer { $0.file("a/x") }, layer { $0.folder("a", mode: 0o700, owner: 9) })
        #expect(paths(tree) == ["/a/x"])
        #expect(tree.file("/a")?.file.owner == 9)
    }

    @Test func filesAreUnpackedThroughLinksOfFolders() throws {
        let (tree, _) = try tree(
            layer {
                $0.folder("usr/bin"); $0.link("bin", to: "usr/bin")
            },
            layer { $0.file("bin/sh") }
        )
        #expect(paths(tree).contains("/usr/bin/sh"))
        #expect(tree.file("/bin/sh").map { $0.path } == Array("/usr/bin/sh".utf8))
    }

    @Test func hardLinksAreOneFile() throws {
        let (tree, findings) = try tree(
            layer {
                $0.file("a", text: "abc"); $0.hardLink("b", to: "/a"); $0.hardLink("c", to: "nowhere")
            }
        )
        #expect(tree.file("/b")?.file.size == 3)
        #expect(tree.file("/c") == nil)
        #expect(findings.map(\.code) == ["link-to-nothing"])
    }

    static let links: [(target: String, leads: String?)] = [
        ("/etc/x", "/etc/x"), ("etc/x", "/etc/x"), ("../../../etc/x", "/etc/x"), ("/../etc/./x", "/etc/x"),
        ("/link", nil), ("/nowhere", nil), ("loop1", nil), ("/etc/x/y", nil), ("via/x", "/etc/x"),
    ]

    @Test(arguments: links) func linksLeadInsideTheImage(_ target: String, _ leads: String?) throws {
        let (tree, _) = try tree(
            layer {
                $0.file("etc/x")
                $0.link("via", to: "etc")
                $0.link("loop1", to: "loop2")
                $0.link("loop2", to: "loop1")
                $0.link("link", to: target)
            }
        )
        #expect(tree.file("/link").map { String(decoding: $0.path, as: UTF8.self) } == leads)
    }

    @Test func aLoopIsToldFromNothing() throws {
        let (tree, _) = try tree(
            layer {
                $0.link("a", to: "b"); $0.link("b", to: "a")
            }
        )
        #expect(throws: FileTree.Failure.loop) { try tree.find(Array("/a".utf8)) }
        #expect(throws: FileTree.Failure.missing) { try tree.find(Array("/c".utf8)) }
    }

    static let outside = ["../x", "a/../../x", "/..", "a/.."]

    @Test(arguments: outside) func namesThatLeadOutAreLeftOut(_ name: String) throws {
        let (tree, findings) = try tree(layer { $0.file(name) })
        #expect(paths(tree).isEmpty)
        #expect(findings.map(\.code) == ["entry-outside"])
    }

    @Test func whatLiesTooDeepIsLeftOut() throws {
        let (tree, findings) = try tree(
            layer {
                $0.pax([("path", String(repeating: "d/", count: 200) + "x")]); $0.file("x")
            }
        )
        #expect(paths(tree).isEmpty)
        #expect(findings.map(\.code) == ["entry-too-deep"])
    }

    @Test func foldersOfDeepNamesCount() {
        var reader = LayerReader(hasWhiteouts: true, limits: ImageLimits(entries: 50))
        let deep = layer { tar in
            for number in 0..<10 { tar.file("\(number)/" + String(repeating: "d/", count: 20) + "x") }
        }
        #expect(throws: ImageError.self) { try reader.add(MemoryBytes(deep.bytes), layer: 0) }
    }
}
