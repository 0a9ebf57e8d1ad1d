package enum TempDiff { case exact([Glob]); case inexpressible(String, Int?) }
extension Glob { package func subtracting(_ e: [Glob]) -> TempDiff { .exact([self]) } }
