import Glibc

/// This process as a whole.
package enum ThisProcess {
    /// Takes signals as a new program does, whoever started it; called before there are other threads.
    ///
    /// Where SIGCHLD is ignored, which is handed on too, the kernel forgets our programs once they end (wait(2), Notes): none
    /// could be waited for, and the number of one could be another's by the time it is killed.
    ///
    /// The mask of blocked signals is handed on from program to program, and whoever starts one from a thread of a pool hands
    /// on that such threads block all: then nobody could end a command that goes on until it is asked to.
    package static func resetSignals() {
        _ = signal(SIGCHLD, SIG_DFL)
        var none = sigset_t()
        unsafe sigemptyset(&none)
        unsafe pthread_sigmask(SIG_SETMASK, &none, nil)
    }

    /// Ends the process once its output is written.
    ///
    /// - Parameter status: the exit status, 0 to 255.
    ///
    /// exit(3) would also end the threads that waited for other programs, one after the other, which takes as long as
    /// reading a policy; the kernel ends them all at once.
    package static func end(_ status: CInt = 0) -> Never {
        fflush(nil)
        _exit(status)
    }
}
