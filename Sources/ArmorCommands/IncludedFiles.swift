import ArmorKernel
import ArmorPolicy
import ArmorProof
import ArmorSource

/// Reads the files that a policy includes, so that findings can name them.
///
/// Only names for messages come from here: what an included file allows is decided on the compiled policy. So a file that
/// cannot be read or understood is left out.
enum IncludedFiles {
    /// The most files that one policy's includes are followed to.
    private static let most = 64

    /// The rules of the policy's includes, each with those of the files that it includes.
    static func rules(of policy: Policy) -> IncludedRules {
        var included = IncludedRules()
        for include in policy.main.settings.includes where !include.value.isPreamble {
            included.add(include, rules(include.value.path), variables: policy.variables)
        }
        return included
    }

    private static func rules(_ path: String) -> [Rule] {
        var rules: [Rule] = []
        var open = [path]
        var seen: Set<String> = []
        while let next = open.popLast(), seen.count < most {
            guard seen.insert(next).inserted, let file = try? PolicyInput.read("\(BootFolder.path)/\(next)") else {
                continue
            }
            // An abstraction is the inside of a profile.
            let text = Array("profile included {\n".utf8) + file.bytes + Array("\n}\n".utf8)
            guard let body = ProfileReader.read(SourceFile(name: next, bytes: text)).policies.first?.main else {
                continue
            }
            rules += body.rules
            open += body.settings.includes.map(\.value.path)
        }
        return rules
    }
}
