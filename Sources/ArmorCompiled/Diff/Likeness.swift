/// Finds which nodes of a graph are alike: those of one kind that each letter leads to nodes that are alike.
///
/// All nodes of a kind are taken for alike until their rows are seen to differ, once their targets are replaced by the classes
/// of those. Then what leads to a node whose class is new is looked at again, and nothing else. As the smaller part of a class
/// gets the new number (Hopcroft 1971), a node gets few of them.
struct Likeness {
    private let rows: LetterRows
    private let sources: NodeSources
    private var classes: Partition
    /// The nodes to be looked at, and their rows in classes instead of nodes.
    private var doubtful: [Int32]
    private var signatures = LetterRows()
    /// Of those that are alike so far, the place of the first in `doubtful`, and behind each place that of the next.
    private var heads: [Int32] = []
    private var nexts: [Int32] = []

    init(_ rows: LetterRows, _ sources: NodeSources, kinds: [Int32]) {
        (self.rows, self.sources) = (rows, sources)
        classes = Partition(kinds)
        doubtful = kinds.indices.map(Int32.init)
    }

    /// The number of each node's class.
    consuming func find() -> [Int32] {
        var finder = self
        while !finder.doubtful.isEmpty {
            finder.describe()
            finder.gather()
            finder.divide()
        }
        return finder.classes.parts
    }

    /// Writes the signatures of the doubtful nodes.
    private mutating func describe() {
        signatures.removeAll()
        for node in doubtful {
            for place in rows.range(Int(node)) {
                let run = rows.runs[place]
                signatures.append(run.target < 0 ? run.target : classes.parts[Int(run.target)], upTo: run.end)
            }
            signatures.endRow()
        }
    }

    /// Chains those of one class and one signature, by an open-addressing table of the first of each.
    private mutating func gather() {
        var slots = [Int32](repeating: -1, count: 2 << (Int.bitWidth - doubtful.count.leadingZeroBitCount))
        heads.removeAll(keepingCapacity: true)
        nexts.removeAll(keepingCapacity: true)
        for place in doubtful.indices {
            var slot = signatures.mark(place) & (slots.count - 1)
            while slots[slot] >= 0, !isAlike(Int(slots[slot]), place) { slot = (slot + 1) & (slots.count - 1) }
            if slots[slot] < 0 {
                slots[slot] = Int32(place)
                heads.append(Int32(place))
                nexts.append(-1)
            } else {
                let head = Int(slots[slot])
                nexts.append(nexts[head])
                nexts[head] = Int32(place)
            }
        }
    }

    private func isAlike(_ one: Int, _ other: Int) -> Bool {
        classes.parts[Int(doubtful[one])] == classes.parts[Int(doubtful[other])] && signatures[one] == signatures[other]
    }

    /// Makes a class of each chain. What is not doubtful is like none of them: nothing that it leads to has a new class.
    private mutating func divide() {
        let known = classes.count
        for head in heads {
            var place = head
            while place >= 0 {
                classes.mark(doubtful[Int(place)])
                place = nexts[Int(place)]
            }
            classes.split()
        }
        doubtful.removeAll(keepingCapacity: true)
        var isDoubtful = [Bool](repeating: false, count: classes.parts.count)
        for part in known..<classes.count {
            for place in classes.range(part) {
                sources.eachSource(of: Int(classes.elements[place])) { source in
                    // One that is like no other stays so.
                    let isAlone = classes.range(Int(classes.parts[source])).count == 1
                    guard !isAlone, !isDoubtful[source] else { return }
                    isDoubtful[source] = true
                    doubtful.append(Int32(source))
                }
            }
        }
    }
}
