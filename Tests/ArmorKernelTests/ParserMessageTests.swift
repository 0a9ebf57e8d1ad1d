import ArmorKernel
import ArmorSource
import ArmorTarget
import Testing

@Suite struct ParserMessageTests {
    @Test(arguments: [
        (
            "AppArmor parser error at line 3: syntax error, unexpected TOK_END_OF_RULE, expecting TOK_MODE",
            ParserMessage(.error, line: 3, "syntax error, unexpected TOK_END_OF_RULE, expecting TOK_MODE")
        ),
        (
            "AppArmor parser error for /a b in profile /a b at line 12: Invalid capability foo.",
            ParserMessage(.error, line: 12, "Invalid capability foo.")
        ),
        (
            "AppArmor parser error at line 2: at line 9: x", ParserMessage(.error, line: 2, "at line 9: x")
        ),
        (
            "Warning from profile web (stdin): downgrading extended network unix socket rule to generic network rule",
            ParserMessage(.warning, line: nil, "downgrading extended network unix socket rule to generic network rule")
        ),
        (
            "Warning from stdin (stdin line 4): deprecated",
            ParserMessage(.warning, line: 4, "deprecated")
        ),
        (
            "Warning converted to Error from profile web (stdin): userns rules not enforced",
            ParserMessage(.error, line: nil, "userns rules not enforced")
        ),
        (
            "Found reference to variable FOO, but is never declared",
            ParserMessage(.error, line: nil, "Found reference to variable FOO, but is never declared")
        ),
        (
            "ERROR merging rules for profile web, failed to load",
            ParserMessage(.error, line: nil, "merging rules for profile web, failed to load")
        ),
        (
            "apparmor_parser: Unable to parse input line '/a{b'",
            ParserMessage(.error, line: nil, "Unable to parse input line '/a{b'")
        ),
        ("  unsupported mount options", ParserMessage(.error, line: nil, "unsupported mount options")),
        (
            "AppArmor parser error at line 99999999999999999999: x",
            ParserMessage(.error, line: nil, "at line 99999999999999999999: x")
        ),
    ]) func readsWhatParsersWrite(_ line: String, _ message: ParserMessage) {
        #expect(ParserMessage.parse(line, failed: true) == [message])
    }

    @Test func dropsNoise() {
        let noise =
            "Cache read/write disabled: interface file missing. (Kernel needs AppArmor 2.4 compatibility patch.)\n"
        #expect(ParserMessage.parse("\n" + noise + "\n\n", failed: true).isEmpty)
    }

    @Test func aLineOfNoFormIsAWarningWhereTheParserDidNotFail() {
        #expect(ParserMessage.parse("hm\n", failed: false) == [ParserMessage(.warning, line: nil, "hm")])
    }

    @Test(arguments: [
        ("AppArmor parser version 3.0.8\nCopyright", ParserVersion(3, 0, 8)),
        ("AppArmor parser version 4.1\n", ParserVersion(4, 1, 0)),
        ("AppArmor parser version 4.0.0~beta3\n", ParserVersion(4, 0, 0)),
        ("x\nAppArmor parser version 4.0.1really4.0.1\n", ParserVersion(4, 0, 1)),
        ("AppArmor parser version x", nil), ("AppArmor parser version 3", nil), ("", nil), ("GNU sed 4.8", nil),
        ("AppArmor parser version 3..1", nil), ("AppArmor parser version 99999999999999999999.0", nil),
    ]) func readsVersions(_ text: String, _ version: ParserVersion?) {
        #expect(ParserVersion(printed: text) == version)
    }

    @Test func ordersVersions() {
        #expect(ParserVersion(3, 0, 13) > ParserVersion(3, 0, 8))
        #expect(ParserVersion(4, 0, 0) > ParserVersion(3, 9, 9))
    }
}
