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
        return try await compile(text, features, featuresFile: file, options)
    }

    /// The file is borrowed, and so open, until the parser has ended.
    private func compile(
        _ text: String,
        _ features: Features,
        featuresFile: borrowing Descriptor,
        _ options: CompileOptions
    ) async throws(ParserError) -> Compiled {
        // -Q no load, -K no cache, -S to standard output. --Werror alone makes an error of it without saying which rule
        // (3.0.8 and 4.1.0); --warn with it says so.
        let arguments = [
            "-QKS", "-M", "/proc/\(SystemCall.processNumber)/fd/\(featuresFile.number)", "--warn=rule-not-enforced",
        ]
        let target = Target(name: "", parserVersion: version, features: features, abis: [])
        let mediatesUnix = target.mediatesUnix(abi: EnforcementMessages.abi(of: text))
        let enforcement = EnforcementMessages(text, mediatesUnix: mediatesUnix)
        let result: ProcessRun.Result
        do {
            let strict = options.refusesUnenforced ? ["--Werror=rule-not-enforced"] : []
            result = try await run(arguments + strict, text, options)
        } catch {
            let isAboutOwn = error.messages.contains { enforcement.cause(of: $0) == .ownRule }
            guard options.refusesUnenforced, !error.messages.isEmpty, !isAboutOwn else { throw error }
            result = try await run(arguments, text, options)
        }
        let warnings = ParserMessage.parse(result.errors, failed: false).compactMap { message -> ParserMessage? in
            switch enforcement.cause(of: message) {
            case .ownRule: return message
            case .falseAlarm: return nil
            case .include:
                var message = message
                message.includedKind = EnforcementMessages.keyword(message.message).map(String.init)
                return message
            }
        }
        // --Werror ends the parser at the first such rule; a later one may be the text's own.
        if options.refusesUnenforced {
            let refused = warnings.filter {
                $0.includedKind == nil && EnforcementMessages.keyword($0.message) != nil
            }
            if !refused.isEmpty {
                throw ParserError(
                    path,
                    .failed(status: 1),
                    refused.map { ParserMessage(.error, line: $0.line, $0.message) }
                )
            }
        }
        guard !result.output.isEmpty else { throw ParserError(path, .emptyPolicy, warnings) }
        return Compiled(binary: result.output, warnings: warnings)
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
        if let base = includes.base { arguments += ["--base", base] }
        for folder in includes.folders { arguments += ["-I", folder] }
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
