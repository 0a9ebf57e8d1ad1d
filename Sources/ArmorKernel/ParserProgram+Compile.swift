import ArmorSource
package import ArmorTarget
import SystemPackage

/// What a profile was compiled to.
package struct Compiled: Sendable {
    /// The compiled policy as the kernel takes it; never empty.
    package let binary: [UInt8]
    package let warnings: [ParserMessage]
}

/// How to compile; the defaults are right for a check.
package struct CompileOptions: Sendable {
    /// Where `abi/`, `abstractions/` and `tunables/` are; the parser's own default is `/etc/apparmor.d`.
    package var base: String?
    /// Further folders for includes.
    package var includeFolders: [String] = []
    /// Whether a rule that the features do not enforce is an error. Off, it is a warning.
    package var refusesUnenforced = true
    /// Seconds until the parser is stopped.
    package var timeLimit = ParserProgram.timeLimit

    package init() {}
}

extension ParserProgram {
    /// The most bytes of compiled policy that are taken, 64 MiB.
    package static let binaryLimit = 64 << 20

    /// Compiles a profile's text for a kernel with these features, without touching the kernel or a cache.
    ///
    /// `name` is what errors call the text. Line numbers in messages count the text's lines. It is a failure when the
    /// parser's exit status is not 0, when it reports an error at status 0 and when it writes no policy.
    package func compile(
        _ text: String,
        name: String,
        features: Features,
        options: CompileOptions = CompileOptions()
    ) async throws(ParserError) -> Compiled {
        if losesOwner(features) { throw ParserError(path, .losesOwner(version)) }
        let file: Descriptor
        do {
            file = try SystemCall.namelessFile(Array(features.text.utf8))
        } catch { throw ParserError(path, .notRun("its features file cannot be written: \(error)")) }
        return try await compile(text, featuresFile: file, options)
    }

    /// The file is borrowed, and so open, until the parser has ended.
    private func compile(
        _ text: String,
        featuresFile: borrowing Descriptor,
        _ options: CompileOptions
    ) async throws(ParserError) -> Compiled {
        // -Q no load, -K no cache, -S to standard output. --Werror alone makes an error of it without saying which rule
        // (3.0.8 and 4.1.0); --warn beside it says so.
        var arguments = ["-QKS", "-M", "/proc/\(SystemCall.processNumber)/fd/\(featuresFile.number)"]
        arguments.append("--warn=rule-not-enforced")
        if options.refusesUnenforced { arguments.append("--Werror=rule-not-enforced") }
        let result: ProcessRun.Result
        do {
            result = try await run(arguments, text, options)
        } catch {
            guard Self.isFalseAlarm(error, text) else { throw error }
            result = try await run(arguments.filter { !$0.hasPrefix("--Werror") }, text, options)
        }
        let warnings = ParserMessage.parse(result.errors, failed: false).filter { !Self.isFalseAlarm($0, text) }
        guard !result.output.isEmpty else { throw ParserError(path, .emptyPolicy, warnings) }
        return Compiled(binary: result.output, warnings: warnings)
    }

    /// Whether all that the parser refused is no rule of the text.
    private static func isFalseAlarm(_ error: ParserError, _ text: String) -> Bool {
        !error.messages.isEmpty && error.messages.allSatisfy { isFalseAlarm($0, text) }
    }

    private static func isFalseAlarm(_ message: ParserMessage, _ text: String) -> Bool {
        isAboutNetworkUnix(message, text) || isAboutAll(message, text)
    }

    /// What the parser says of each `deny network` rule that covers unix sockets where the ABI lists their fine-grained
    /// mediation and the kernel does not have it (3.0.8). The rule is compiled all the same, into a denial by family and type
    /// that kernel 6.1 enforces. A `deny unix` rule is another matter: of it, the message is true.
    private static func isAboutNetworkUnix(_ message: ParserMessage, _ text: String) -> Bool {
        message.message.contains(text: "deny unix socket rule not enforced") && !text.contains(text: "deny unix")
    }

    /// `all,` allows also what the kernel does not mediate, and the parser (4.1.0) says so, kind by kind. Nothing is lost by it:
    /// what is not mediated is allowed.
    private static func isAboutAll(_ message: ParserMessage, _ text: String) -> Bool {
        let ending = " rules not enforced"
        guard message.message.hasSuffix(ending),
            let kind = message.message.dropLast(ending.count).split(separator: " ").last
        else { return false }
        let lines = text.split(separator: "\n").map { $0.drop(while: { $0 == " " }) }
        return lines.contains("all,") && !lines.contains { $0 == "\(kind)," || $0.hasPrefix("\(kind) ") }
    }

    /// The names of the profiles in a text, children as `parent//child`, in the parser's order (`-N`).
    package func names(
        _ text: String,
        options: CompileOptions = CompileOptions()
    ) async throws(ParserError) -> [String] {
        let result = try await run(["-QKN"], text, options)
        return String(decoding: result.output, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// The names of the profiles in the host's own folder, as far as it can be read.
    package func hostNames() async -> [String] { (try? await names(inFiles: [BootFolder.path])) ?? [] }

    /// The names of the profiles that files, or the files of folders, define; one for each definition.
    package func names(inFiles paths: [String]) async throws(ParserError) -> [String] {
        // Without a file it would read its standard input.
        guard !paths.isEmpty else { return [] }
        let result = try await run(["-QKN", "--"] + paths, "", CompileOptions())
        return String(decoding: result.output, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// The text with its includes in place (`-p`).
    package func preprocess(
        _ text: String,
        options: CompileOptions = CompileOptions()
    ) async throws(ParserError) -> String {
        String(decoding: try await run(["-QKp"], text, options).output, as: UTF8.self)
    }

    /// What the parser understood, in its own words (`-d`): for people, its form changes between versions.
    package func listing(
        _ text: String,
        options: CompileOptions = CompileOptions()
    ) async throws(ParserError) -> String {
        String(decoding: try await run(["-QKd"], text, options).output, as: UTF8.self)
    }

    /// Whether this parser would compile owner rules for everyone: versions 4.1.0 to 4.1.2 do so for kernels whose
    /// permission tables are above version 1. Older ones write no such tables at all (3.0.8 was looked at).
    package func losesOwner(_ features: Features) -> Bool {
        guard version >= ParserVersion(4, 1, 0), version < ParserVersion(4, 1, 3) else { return false }
        return features.number("policy/permstable32_version").map { $0 > 1 } ?? false
    }

    private func run(
        _ arguments: [String],
        _ text: String,
        _ options: CompileOptions
    ) async throws(ParserError) -> ProcessRun.Result {
        var arguments = arguments
        if let base = options.base { arguments += ["--base", base] }
        for folder in options.includeFolders { arguments += ["-I", folder] }
        let result = try await Self.start(
            path,
            arguments,
            input: Array(text.utf8),
            outputLimit: Self.binaryLimit,
            seconds: options.timeLimit
        )
        // Parsers were seen to report an error and end with status 0, as snapd found too.
        let isError = result.errors.contains(text: "parser error") || result.errors.contains(text: "ERROR ")
        guard result.status == 0, !isError else {
            throw ParserError(
                path,
                .failed(status: result.status),
                ParserMessage.parse(result.errors, failed: true)
            )
        }
        return result
    }
}
