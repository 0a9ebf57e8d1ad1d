import ArgumentParser

/// How a command writes what it found.
enum ResultFormat: String, ExpressibleByArgument, CaseIterable { case text, json }
