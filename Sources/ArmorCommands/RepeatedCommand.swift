import ArmorExport

/// The command line that this program was started with, as text to paste into a shell.
enum RepeatedCommand {
    /// The command with another value of one option.
    static func text(replacing option: String, with value: String) -> String {
        text(CommandLine.arguments.dropFirst(), replacing: option, with: value)
    }

    static func text(_ arguments: some Sequence<String>, replacing option: String, with value: String) -> String {
        var words: [String] = []
        var isValue = false
        for argument in arguments {
            defer { isValue = argument == option }
            if isValue || argument == option || argument.hasPrefix("\(option)=") { continue }
            words.append(argument)
        }
        return (["armor"] + words + [option, value]).map(ShellWord.quoted).joined(separator: " ")
    }
}
