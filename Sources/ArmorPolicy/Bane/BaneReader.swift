import ArmorTOML

enum BanePolicy { static func isBane(_ root: TOMLTable) -> Bool { false } }
struct BaneReader { let context: ReadingContext; func read(_ root: TOMLTable, into policy: inout Policy) {} }
