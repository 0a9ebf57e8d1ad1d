import ArgumentParser
import ArmorKernel
import ArmorLearn
import ArmorSource

/// The dialogue of `armor learn --interactive` at the terminal.
struct LearnDialogue {
    let console: Console

    /// Asks until the person finishes; where he quits, or goes away, the command ends.
    func ask(_ dialogue: Dialogue) throws -> [Dialogue.Choice] {
        var dialogue = dialogue
        guard !dialogue.items.isEmpty else { return [] }
        var talk = try talk()
        do throws(FileError) {
            while dialogue.state == .asking {
                try talk.say(dialogue.question)
                // Who goes away has accepted nothing.
                let line = try talk.line() ?? "q"
                try talk.say(dialogue.answer(line))
            }
        } catch { throw console.impossible(error) }
        guard dialogue.state == .finished else {
            console.say("nothing is written")
            throw ExitCode.refused
        }
        return dialogue.decisions
    }

    /// Asks once whether to do something; anything but yes is no.
    func confirm(_ question: String) throws -> Bool {
        var talk = try talk()
        do throws(FileError) {
            try talk.say("\(question) [y/n] ")
            return try talk.line() == "y"
        } catch { throw console.impossible(error) }
    }

    private func talk() throws -> TerminalTalk {
        do throws(FileError) {
            return try TerminalTalk()
        } catch {
            let help = "run it at one, or leave out --interactive: what is proposed is shown, and --apply writes it"
            let message = "there is no terminal to ask at: \(error.message)"
            throw console.impossible(Diagnostic(.error, "no-terminal", message, at: nil, help: help))
        }
    }
}
