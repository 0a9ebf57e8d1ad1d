import ArmorBundle
import Testing

/// Names under which texts lead to each other as they did.
@Suite struct BundleNameTests {
    @Test(
        arguments: [
            (["web.toml"], ["t/web.toml"]), (["web.toml", "base.toml"], ["t/web.toml", "t/base.toml"]),
            (["web.toml", "sub/a.toml", "sub/../b.toml"], ["t/web.toml", "t/sub/a.toml", "t/b.toml"]),
            (["web.toml", "../base.toml"], ["t/_/web.toml", "t/base.toml"]),
            (["web.toml", "../../a/b.toml", "../c.toml"], ["t/_/_/web.toml", "t/a/b.toml", "t/_/c.toml"]),
            (["web.toml", "../base.toml", "sub/../../base.toml"], ["t/_/web.toml", "t/base.toml", "t/base.toml"]),
            (["a b é.toml"], ["t/a b é.toml"]),
        ] as [([String], [String])]
    )
    func texts(_ paths: [String], _ names: [String]) {
        #expect(BundleName.texts(paths, below: "t") == names)
        // From the policy, each path is found under its name.
        let folder = names[0].split(separator: "/").dropLast().joined(separator: "/")
        for (path, name) in zip(paths, names) { #expect(BundleName.resolved("\(folder)/\(path)") == name) }
    }

    @Test(arguments: ["", "..", "a/..", "a\\b", "a:b", "a\nb", "\u{202E}x", String(repeating: "x", count: 256)])
    func otherNamesAreNone(_ path: String) { #expect(BundleName.texts(["web.toml", path], below: "t") == nil) }

    @Test(arguments: ["..", "../x", "a/../../x", "a/..", ""])
    func nothingLeadsOut(_ name: String) { #expect(BundleName.resolved(name) == nil) }
}
