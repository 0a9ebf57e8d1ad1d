import ArmorGlob
import Testing

@Suite("Subtraction")
struct SubtractTests {
    @Test(
        "Says what is left",
        arguments: [
            ("/**", ["/proc/**"], ["?"]),
            ("/**", ["/proc/**", "/sys/fs/cgroup/**"], ["?"]),
            ("/etc/*.conf", ["/etc/foo.conf"], ["?"]),
            ("/home/*/**", ["/home/*/.ssh/**"], ["?"]),
            ("/etc/**", ["/etc/ssl/"], ["?"]),
            ("/etc/**", ["/etc/ssl/**", "/etc/shadow"], ["?"]),
            ("/{etc,usr/lib}/**", ["/{etc/ssl,usr/lib/x}/**"], ["?"]),
            ("/etc/**", ["/etc/*.conf"], ["?"]),
            ("/etc/**", ["/etc/**.conf"], ["?"]),
            ("/etc/**", ["/etc/ssl/**", "/etc/**.key"], ["?"]),
            ("/data/**", ["/data/**/"], ["?"]),
            ("/data/**", ["/data/*"], ["?"]),
            ("/data/*", ["/data/[a-c]*"], ["?"]),
            ("/proc/*/**", ["/proc/[0-9]*/mem"], ["?"]),
            ("/a", ["/a"], ["?"]),
            ("/a", ["/b"], ["?"]),
            ("/**", ["/**/.git/**"], ["?"]),
            ("/**", ["/**/.git/"], ["?"]),
            ("/home/*/**", ["/home/*/.ssh/**", "/home/*/.gnupg/**"], ["?"]),
            ("/dev/**", ["/dev/sd[a-z]*", "/dev/mem", "/dev/kmem", "/dev/port"], ["?"]),
            ("/**", ["/{proc,sys,dev}/**"], ["?"]),
        ] as [(String, [String], [String])]
    )
    func says(_ text: String, _ exceptions: [String], _ expected: [String]) throws {
        let difference = subtract(try Glob.parse(text), try exceptions.map { try Glob.parse($0) })
        switch difference {
        case .globs(let globs):
            print("DIFF \(text) - \(exceptions):\n    " + globs.map(\.text).joined(separator: "\n    "))
        case .impossible(let why):
            print("DIFF \(text) - \(exceptions): \(why.reason) \(String(describing: why.exception))")
        }
    }
}
