extension AuditEvent {
    /// Returns the event with other labels: its own, the peer's, and the one that an executed program gets.
    ///
    /// - Parameter transform: returns the label that replaces one.
    package func mappingLabels(_ transform: (AuditLabel) -> AuditLabel) -> AuditEvent {
        var event = self
        event.label = label.map(transform)
        switch detail {
        case .exec(var exec):
            exec.target = exec.target.map(transform)
            event.detail = .exec(exec)
        case .signal(var signal):
            signal.peer = signal.peer.map(transform)
            event.detail = .signal(signal)
        case .ptrace(var trace):
            trace.peer = trace.peer.map(transform)
            event.detail = .ptrace(trace)
        case .unix(var socket):
            socket.peer = socket.peer.map(transform)
            event.detail = .unix(socket)
        case .dbus(var message):
            message.peer = message.peer.map(transform)
            event.detail = .dbus(message)
        case .mqueue(var queue):
            queue.peer = queue.peer.map(transform)
            event.detail = .mqueue(queue)
        case .ioUring(var ring):
            ring.target = ring.target.map(transform)
            event.detail = .ioUring(ring)
        case .changeProfile(var change):
            change.target = change.target.map(transform)
            event.detail = .changeProfile(change)
        case .file, .link, .rename, .mount, .capability, .network, .userns, .rlimit, .status, .unknown: break
        }
        return event
    }
}

extension ObservedAccess {
    /// Returns the same observation of another event.
    package func replacing(event: AuditEvent) -> ObservedAccess {
        ObservedAccess(
            event: event,
            count: count,
            first: first,
            last: last,
            comms: comms,
            hasMoreComms: hasMoreComms,
            runs: runs
        )
    }
}
