import CGlibc
import Glibc
import SystemPackage

/// A program that was started here and is to be waited for.
struct StartedProgram: ~Copyable {
    let number: CInt
    /// The end of the pipe that it writes to.
    let output: Descriptor
}

extension SystemCall {
    /// Starts a program in a session of its own, with nothing of ours: the two variables of the environment that every
    /// program gets, `/` as its folder, no signal blocked or ignored, and no descriptor but an empty input and its output,
    /// which is a pipe. What it says on standard error is dropped.
    ///
    /// No thread is made and nothing of this process copied, so that it takes a tenth of a millisecond; see posix_spawn(3).
    static func start(_ path: String, _ arguments: [String]) throws(Errno) -> StartedProgram {
        let words = [path] + arguments
        guard !words.contains(where: { $0.utf8.contains(0) }) else { throw .invalidArgument }
        var ends: [CInt] = [-1, -1]
        guard unsafe pipe2(&ends, O_CLOEXEC) == 0 else { throw Errno(rawValue: errno) }
        let output = Descriptor(number: ends[0])
        let input = Descriptor(number: ends[1])
        return StartedProgram(number: try spawn(words, writingTo: input), output: output)
    }

    /// The program's number; the descriptor is borrowed, and so open, until it has it too.
    private static func spawn(_ words: [String], writingTo output: borrowing Descriptor) throws(Errno) -> CInt {
        var attributes = posix_spawnattr_t()
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawnattr_init(&attributes)
        unsafe posix_spawn_file_actions_init(&actions)
        defer {
            unsafe posix_spawnattr_destroy(&attributes)
            unsafe posix_spawn_file_actions_destroy(&actions)
        }
        try set(&attributes)
        try unsafe set(&actions, output: output.number)
        var number: CInt = 0
        let failure = unsafe withPointers(words) { pointers in
            unsafe withPointers(ProcessRun.environment.map { "\($0)=\($1)" }) { environment in
                unsafe posix_spawn(&number, words[0], &actions, &attributes, pointers, environment)
            }
        }
        guard failure == 0 else { throw Errno(rawValue: failure) }
        return number
    }

    private static func set(_ attributes: inout posix_spawnattr_t) throws(Errno) {
        var (none, all) = (sigset_t(), sigset_t())
        unsafe sigemptyset(&none)
        unsafe sigfillset(&all)
        let flags = CInt(POSIX_SPAWN_SETSIGMASK) | CInt(POSIX_SPAWN_SETSIGDEF) | CInt(spawnInOwnSession)
        try check(unsafe posix_spawnattr_setsigmask(&attributes, &none))
        try check(unsafe posix_spawnattr_setsigdefault(&attributes, &all))
        try check(unsafe posix_spawnattr_setflags(&attributes, CShort(flags)))
    }

    private static func set(_ actions: inout posix_spawn_file_actions_t, output: CInt) throws(Errno) {
        // The output first: where this process was started without standard streams, it has one of their numbers.
        try check(unsafe posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO))
        try check(unsafe posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0))
        try check(unsafe posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0))
        try check(unsafe posix_spawn_file_actions_addchdir_np(&actions, "/"))
        // Ours are closed by themselves; whoever started this program may have left it others.
        try check(unsafe posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1))
    }

    private static func check(_ error: CInt) throws(Errno) { if error != 0 { throw Errno(rawValue: error) } }

    /// The strings as C wants them: each ends in NUL, and behind the last pointer there is a null one.
    private static func withPointers<Value>(
        _ strings: [String],
        _ body: ([UnsafeMutablePointer<CChar>?]) -> Value
    ) -> Value {
        var pointers: [UnsafeMutablePointer<CChar>?] = unsafe strings.map { unsafe strdup($0) }
        defer { unsafe pointers.forEach { unsafe free($0) } }
        unsafe pointers.append(nil)
        return unsafe body(pointers)
    }

    /// Waits until there is something to read, or nothing more to come; false when the time is over.
    ///
    /// - Parameter milliseconds: at least 0.
    static func awaitInput(_ descriptor: CInt, milliseconds: Int) throws(Errno) -> Bool {
        var entry = pollfd(fd: descriptor, events: CShort(POLLIN), revents: 0)
        let time = CInt(clamping: milliseconds)
        return try retry { unsafe Glibc.poll(&entry, 1, time) } > 0
    }

    /// Kills a program that was started here with all of its session that stayed in its group, and waits for its end.
    static func end(_ program: borrowing StartedProgram) {
        _ = kill(-program.number, SIGKILL)
        let number = program.number
        _ = try? retry { waitpid(number, nil, 0) }
    }
}
