import Glibc

/// The variables that this process was started with.
package enum Environment {
    /// The value of a variable; none where it is not set. Bytes that are no UTF-8 are replaced.
    package static func variable(_ name: String) -> String? {
        // The string is copied before anything else can change the environment.
        guard let value = unsafe getenv(name) else { return nil }
        return unsafe String(cString: value)
    }

    /// The user whose rights this process has; 0 is root.
    package static var effectiveUser: Int { Int(SystemCall.effectiveUser) }
}
