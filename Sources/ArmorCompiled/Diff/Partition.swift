/// A set taken apart ever finer, in time linear in what is touched: elements 0 and up, each in one part.
///
/// After Valmari and Lehtinen, "Efficient minimization of DFAs with partial transition functions" (2008).
struct Partition {
    /// The elements, those of one part beside each other, and where in it each is.
    private(set) var elements: [Int32]
    private var places: [Int32]
    /// The part that each element is in.
    private(set) var parts: [Int32]
    /// Where in `elements` each part begins and ends.
    private var begins: [Int32] = []
    private var ends: [Int32] = []
    /// How many of each part are marked: they lie at its beginning.
    private var marked: [Int32] = []
    private var touched: [Int32] = []

    /// A part for each number from 0 to the highest that is given for an element, empty where none is.
    init(_ numbers: [Int32]) {
        let count = Int(numbers.max() ?? -1) + 1
        parts = numbers
        begins = [Int32](repeating: 0, count: count + 1)
        for number in numbers { begins[Int(number) + 1] += 1 }
        for number in 0..<count { begins[number + 1] += begins[number] }
        ends = Array(begins.dropLast())
        begins.removeLast()
        elements = [Int32](repeating: 0, count: numbers.count)
        places = elements
        for (element, number) in numbers.enumerated() {
            let place = ends[Int(number)]
            elements[Int(place)] = Int32(element)
            places[element] = place
            ends[Int(number)] += 1
        }
        marked = [Int32](repeating: 0, count: count)
    }

    var count: Int { begins.count }

    /// Where in `elements` those of a part are.
    func range(_ part: Int) -> Range<Int> { Int(begins[part])..<Int(ends[part]) }

    /// Marks an element, once or more often.
    mutating func mark(_ element: Int32) {
        let part = Int(parts[Int(element)])
        let place = places[Int(element)]
        let target = begins[part] + marked[part]
        guard place >= target else { return }
        let other = elements[Int(target)]
        elements[Int(place)] = other
        places[Int(other)] = place
        elements[Int(target)] = element
        places[Int(element)] = target
        if marked[part] == 0 { touched.append(Int32(part)) }
        marked[part] += 1
    }

    /// Takes what is marked and what is not apart; the smaller half gets the new number.
    mutating func split() {
        while let last = touched.popLast() {
            let part = Int(last)
            let middle = begins[part] + marked[part]
            marked[part] = 0
            guard middle < ends[part] else { continue }
            let new = Int32(begins.count)
            if middle - begins[part] <= ends[part] - middle {
                begins.append(begins[part])
                ends.append(middle)
                begins[part] = middle
            } else {
                begins.append(middle)
                ends.append(ends[part])
                ends[part] = middle
            }
            marked.append(0)
            for place in range(Int(new)) { parts[Int(elements[place])] = new }
        }
    }
}
