import ArmorTestSupport
import Foundation
import Testing

/// The page in headless Chromium, as a phone and as a desktop, light and dark. The screenshots are attached, and lie in
/// `.build/report`.
struct BrowserTests {
    private struct View: Decodable {
        let name: String
        let viewport, width, unfoldedWidth, scripts, colours: Int
        let requests, console: [String]
        let background: String
        /// Role and name of what a screen reader is told of.
        let tree: [[String]]
        /// What axe-core finds; none where it is not here.
        let violations: [String]?
    }

    private static let programs = ["/usr/bin/chromium", "/usr/bin/chromedriver", Python.program]

    private static let hasBrowser: Bool = {
        let found = programs.map(Consumers.has)
        return found.allSatisfy(\.self)
    }()

    /// What `Tests/Consumers/fetch axe` brings.
    private static let axe: String? = {
        let path = Consumers.fetched("axe") + "/axe.min.js"
        return Consumers.has(path) ? path : nil
    }()

    private static let parts = [
        "At a glance", "Risk", "What it allows", "Coverage", "Denials over time", "What changed",
    ]

    @Test(.enabled(if: hasBrowser), arguments: ["web", "first", "hostile", "two"])
    func looksAsItShould(_ page: String) throws {
        let folder = projectRoot.appending(path: ".build/report/\(page)")
        let arguments = [
            fixtures().appending(path: "browser/examine.py").path,
            fixtures().appending(path: "golden/\(page).html").path, folder.path,
        ]
        let output = try Python.run(arguments + (Self.axe.map { [$0] } ?? []))
        let views = try JSONDecoder().decode([View].self, from: output)
        #expect(views.map(\.name) == ["phone-light", "phone-dark", "desktop-light", "desktop-dark"])
        for view in views {
            try examine(view)
            let image = try Data(contentsOf: folder.appending(path: "\(view.name).png"))
            Attachment.record(Array(image), named: "\(page)-\(view.name).png")
        }
        // The scheme that a reader chose is the one that is shown.
        #expect(Set(views.map(\.background)) == ["rgb(251, 250, 247)", "rgb(20, 24, 27)"])
    }

    private func examine(_ view: View) throws {
        #expect(view.requests.isEmpty && view.console.isEmpty && view.scripts == 0, "\(view.name)")
        #expect(
            view.width <= view.viewport && view.unfoldedWidth <= view.viewport,
            "\(view.name) is wider than its screen"
        )
        #expect(view.colours > 64, "\(view.name) is blank")
        if let violations = view.violations { #expect(violations.isEmpty, "\(view.name): \(violations)") }
        let headings = view.tree.filter { $0[0] == "heading" }.map { $0[1] }
        for part in Self.parts { #expect(headings.contains(part), "\(view.name): \(part)") }
        let roles = Set(view.tree.map { $0[0] })
        // A table is one on a phone too, where its rows are laid out as blocks.
        for role in ["banner", "main", "navigation", "contentinfo", "table", "row", "rowheader", "cell"] {
            #expect(roles.contains(role), "\(view.name) has no \(role)")
        }
        let text = view.tree.filter { $0[0] == "StaticText" }.map { $0[1] }.joined(separator: " ")
        #expect(text.contains("What is not listed is denied."))
    }
}
