/// A signal was sent or received.
package struct SignalAccess: Sendable, Hashable {
    /// `term`, `rtmin+3`, `exists`, or `unknown(N)`.
    package var signal: String
    package var peer: AuditLabel?
}

/// A process was traced or read, or let itself be.
package struct PtraceAccess: Sendable, Hashable {
    package var peer: AuditLabel?
}

/// A user namespace was made.
package struct UsernsAccess: Sendable, Hashable {
    /// The program, which newer kernels name.
    package var program: [UInt8]?
}

/// An io_uring was made that polls by itself, or acts as another.
package struct IoUringAccess: Sendable, Hashable {
    package enum Action: String, Sendable, Hashable, CaseIterable {
        case sqpoll
        case overrideCredentials = "override_creds"
    }

    package var action: Action
    /// As whom it would act.
    package var target: AuditLabel?
}

/// A limit of setrlimit(2) was set.
package struct LimitChange: Sendable, Hashable {
    /// `nofile`, `core`, …
    package var name: String
    package var value: UInt64?
}
