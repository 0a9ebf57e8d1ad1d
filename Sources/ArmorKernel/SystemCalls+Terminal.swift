import Glibc

extension SystemCall {
    /// Has a terminal show what is typed, or not (termios(3)); whether it could be done. What was typed before is dropped, so
    /// that nothing of it is taken for an answer that is to be hidden.
    static func setEcho(_ terminal: CInt, _ isShown: Bool) -> Bool {
        var settings = termios()
        guard unsafe tcgetattr(terminal, &settings) == 0 else { return false }
        if isShown { settings.c_lflag |= tcflag_t(ECHO) } else { settings.c_lflag &= ~tcflag_t(ECHO) }
        return unsafe tcsetattr(terminal, TCSAFLUSH, &settings) == 0
    }
}
