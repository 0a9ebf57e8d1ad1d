/// Changes a profile by its statements: the reader finds a profile again, with rules that its bytes alone rarely give.
struct ProfileMutator {
    private var state: UInt64

    init(seed: UInt32) { state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1 }

    /// Returns the changed text; `nil` now and then, so that single bytes are changed too.
    static func mutate(_ input: [UInt8], _ seed: UInt32) -> [UInt8]? {
        var mutator = ProfileMutator(seed: seed)
        guard mutator.below(4) > 0 else { return nil }
        var lines = input.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Array.init)
        for _ in 0...mutator.below(3) { mutator.change(&lines) }
        return Array(lines.joined(separator: [UInt8(ascii: "\n")]))
    }

    private mutating func change(_ lines: inout [[UInt8]]) {
        guard let line = lines.indices.randomElement(using: &self) else { return }
        switch below(6) {
        case 0: lines.remove(at: line)
        case 1: lines.insert(lines[line], at: below(lines.count + 1))
        case 2: lines.swapAt(line, below(lines.count))
        case 3: lines.insert(statement(), at: line)
        default: changeWord(&lines[line])
        }
    }

    /// Replaces one word of a line by another of AppArmor's words, or by a word of ours.
    private mutating func changeWord(_ line: inout [UInt8]) {
        var words = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false).map(Array.init)
        guard let place = words.indices.randomElement(using: &self) else { return }
        switch below(3) {
        case 0: words.insert(word(), at: place)
        case 1: words[place] += word()
        default: words[place] = word()
        }
        line = Array(words.joined(separator: [UInt8(ascii: " ")]))
    }

    private mutating func statement() -> [UInt8] {
        let qualifier = ["", "", "deny ", "audit ", "audit deny ", "owner ", "priority=-3 ", "allow "]
        let rule = Self.statements.randomElement(using: &self) ?? ""
        let path = String(decoding: word(), as: UTF8.self)
        let text = (qualifier.randomElement(using: &self) ?? "") + rule.replacing("PATH", with: path) + ","
        return Array("  \(text)".utf8)
    }

    private mutating func word() -> [UInt8] { Array((Self.words.randomElement(using: &self) ?? "").utf8) }

    private mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(max(1, limit))) }

    private static let statements = [
        "PATH r", "PATH rw", "PATH rwl", "PATH mrix", "PATH Px -> child", "PATH cux", "PATH l", "link PATH -> PATH",
        "link subset PATH -> PATH", "file", "file PATH rwk", "all", "capability", "capability sys_admin chown",
        "network",
        "network tcp", "network inet stream", "network netlink raw", "network icmp", "unix",
        "unix (send) type=stream peer=(label=PATH)",
        "unix bind addr=@PATH", "signal", "signal (send) set=(kill exists) peer=PATH", "ptrace (read) peer=PATH",
        "mount",
        "mount fstype=(ext4, btrfs) PATH -> PATH", "mount options=(ro, rbind) PATH", "remount PATH", "umount PATH",
        "pivot_root oldroot=PATH PATH", "change_profile -> PATH", "change_profile PATH -> x", "dbus",
        "dbus send bus=system path=PATH interface=a.b", "mqueue (read) type=posix PATH", "io_uring sqpoll",
        "userns create",
        "set rlimit nofile <= 1024", "set rlimit cpu <= 9223372036854775807", "hat x { PATH r, }",
        "profile child PATH { PATH r, }", "include <abstractions/base>", "include if exists <local/x>",
    ]

    private static let words = [
        "@{HOME}/**", "@{HOME}**", "@{PROC}/@{pid}/**", "@{sys}/", "/**", "/", "/{,**}", "/{a,b}/**", "/*",
        "/**/*/**/x",
        "/[a-z]*", "/[^/]*", "/a\\ b", "\"/a b/**\"", "/a{b{c,d},e}f", "/a?", "@{exec_path}", "@{profile_name}",
        "unconfined",
        "{", "}", "{,}", ",", "=", "(", ")", "->", "#", "\\", "\"", "*", "[", "]", "@{", "999999999999999999999", "-1",
        "\u{E9}",
    ]
}

extension ProfileMutator: RandomNumberGenerator {
    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
