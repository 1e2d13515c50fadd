import Glibc

// `hammer KEYS SEED`: so many random keys, in four sequences with seeds from this one on. Ends with 1
// when anything went wrong; a crash ends it by itself.

let numbers = CommandLine.arguments.dropFirst().compactMap { UInt64($0) }
guard numbers.count == 2, let keys = numbers.first, let first = numbers.last else {
  print("usage: hammer KEYS SEED")
  exit(64)
}
let sequences: UInt64 = 4
var visited: Set<String> = []
var faults: [String] = []
for seed in first..<(first + sequences) {
  var hammer = Hammer(seed: seed)
  try hammer.strike(Int(keys / sequences))
  visited.formUnion(hammer.visited)
  faults += hammer.faults
}
// Somebody who gets nowhere proves nothing.
if visited.count < 16 { faults.append("only \(visited.count) steps were reached") }
for fault in faults.prefix(20) { print(fault) }
print("\(keys / sequences * sequences) keys, \(visited.count) steps, \(faults.count) faults")
exit(faults.isEmpty ? 0 : 1)
