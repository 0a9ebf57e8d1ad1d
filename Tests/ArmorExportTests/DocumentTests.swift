import ArmorExport
import ArmorTestSupport
import Foundation
import Testing

/// The examples of `docs/export.md` are what the program writes.
@Suite struct DocumentTests {
    private struct Block {
        let heading: String
        let lines: [String]
    }

    private static let blocks: [Block] = {
        guard let document = try? text(projectRoot.appending(path: "docs/export.md")) else { return [] }
        var (heading, lines, inside) = ("", [String](), false)
        var blocks: [Block] = []
        for line in document.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if line.hasPrefix("## ") { heading = String(line.dropFirst(3)) }
            if line.hasPrefix("```") {
                if inside { blocks.append(Block(heading: heading, lines: lines)) }
                (inside, lines) = (!inside, [])
            } else if inside {
                lines.append(line)
            }
        }
        return blocks
    }()

    /// Which files the blocks of a section are shown from, in their order.
    private static let sources = [
        ("docker", ["redis.docker", "nginx.docker.lines"]), ("compose", ["redis.compose.yaml"]),
        ("podman", ["redis.podman"]), ("quadlet", ["redis.container"]),
        ("kubernetes", ["redis.kubernetes.yaml", "nginx.kubernetes-1.29.yaml"]), ("spo", ["redis.spo.yaml"]),
        ("oci", ["redis.oci.json"]), ("systemd", ["redis.systemd.conf"]),
    ]

    /// A line `…` stands for any number of lines.
    @Test func examplesAreReal() throws {
        for (heading, files) in Self.sources {
            let blocks = Self.blocks.filter { $0.heading == heading }
            #expect(blocks.count == files.count, "\(heading)")
            for (block, file) in zip(blocks, files) {
                let written = try text(fixtures().appending(path: "golden/\(file)")).split(
                    separator: "\n",
                    omittingEmptySubsequences: false
                ).map(String.init)
                let parts = block.lines.split(separator: "…").map(Array.init)
                var rest = written[...]
                for part in parts {
                    let start = rest.indices.first { rest[$0...].starts(with: part) }
                    guard let start else {
                        Issue.record("\(heading): \(file) does not hold \(part) there")
                        break
                    }
                    rest = rest[(start + part.count)...]
                }
            }
        }
    }

    /// Every target has its section.
    @Test func everyTargetIsTold() throws {
        let document = try text(projectRoot.appending(path: "docs/export.md"))
        for target in ExportTarget.available { #expect(document.contains("\n## \(target.rawValue)\n"), "\(target)") }
    }
}
