import ArmorPolicy
import ArmorSeccomp
import FuzzSupport

// Any bytes are a profile of system calls or an error that says something; a profile is the same after being written and read
// again, and is resolved for any machine and capabilities.
fuzz { bytes in
    let profile: SeccompProfile
    do throws(SeccompError) {
        profile = try SeccompProfile.read(bytes)
    } catch {
        return require(!error.message.isEmpty, "an error says nothing")
    }
    do throws(SeccompError) {
        require(
            try SeccompProfile.read(Array(profile.text.utf8)) == profile,
            "writing changes the profile: \(profile.text)"
        )
    } catch {
        broken("what is written is refused (\(error.message)): \(profile.text)")
    }
    for capabilities in [[], Policy.engineCapabilities, Set(CapabilityRule.all)] {
        for machine in ["x86_64", "s390x"] {
            let resolved = profile.resolved(capabilities: capabilities).resolved(machine: machine)
            require(resolved.rules.allSatisfy { $0.includes.isEmpty && $0.excludes.isEmpty }, "a condition is left")
            _ = resolved.action(of: "socket", [2, 1])
        }
    }
}
