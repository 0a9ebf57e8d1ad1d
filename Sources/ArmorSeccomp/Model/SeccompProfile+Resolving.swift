import ArmorPolicy

extension SeccompProfile {
    /// The filter for containers with these capabilities, on any machine: as Docker would take it, without conditions on
    /// capabilities and kernels.
    package func resolved(capabilities: Set<String>) -> SeccompProfile {
        var result = self
        result.rules = rules.compactMap { rule in
            guard rule.includes.capabilities.allSatisfy(capabilities.contains),
                !rule.excludes.capabilities.contains(where: capabilities.contains),
                rule.includes.minKernel.map({ $0 <= .oldest }) ?? true,
                rule.excludes.minKernel.map({ $0 > .oldest }) ?? true
            else { return nil }
            var rule = rule
            (rule.includes.capabilities, rule.excludes.capabilities) = ([], [])
            (rule.includes.minKernel, rule.excludes.minKernel) = (nil, nil)
            return rule
        }
        return result
    }

    /// The filter for one machine: what the runtime-spec has, where no condition is left. A machine of no family is alone.
    package func resolved(machine: String) -> SeccompProfile {
        var result = self
        result.families = []
        if !families.isEmpty {
            result.machines = [machine] + (families.first { $0.machine == machine }?.others ?? [])
        }
        result.rules = rules.compactMap { rule in
            guard rule.includes.machines.isEmpty || rule.includes.machines.contains(machine),
                !rule.excludes.machines.contains(machine)
            else { return nil }
            var rule = rule
            (rule.includes.machines, rule.excludes.machines) = ([], [])
            return rule
        }
        return result
    }

    /// The machine that this program runs on, as ``resolved(machine:)`` has it.
    package static var hostMachine: String {
        #if arch(x86_64)
            "x86_64"
        #elseif arch(arm64)
            "aarch64"
        #elseif arch(riscv64)
            "riscv64"
        #else
            ""
        #endif
    }

    /// The filter that lets every call and has the kernel log those that this one would not let (`type=SECCOMP`), for learning.
    package var logging: SeccompProfile {
        var result = self
        (result.defaultAction, result.defaultErrno) = (.log, nil)
        result.rules = rules.filter { $0.action == .allow }
        return result
    }

    /// What happens to a call with these arguments, missing ones being 0, in a filter without conditions: what libseccomp makes
    /// of rules of which one at most holds for a call, or all that hold say the same.
    package func action(of name: String, _ arguments: [UInt64] = []) -> Action {
        let rule = rules.first { rule in
            rule.names.contains(name)
                && rule.arguments.allSatisfy { condition in
                    condition.holds(of: condition.index < arguments.count ? arguments[condition.index] : 0)
                }
        }
        return rule?.action ?? defaultAction
    }
}
