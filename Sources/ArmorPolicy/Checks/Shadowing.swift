import ArmorSource

enum Shadowing { static func find(_ body: ProfileBody) -> [Diagnostic] { [] } }
