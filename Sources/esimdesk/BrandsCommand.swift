import Domain

/// `esimdesk brands`: which carriers there are, and whether a policy file is sound.
struct BrandsCommand {
  let options: Options

  init(_ options: Options) { self.options = options }

  func run() throws(Failure) -> Int32 {
    switch (options.arguments[0], options.arguments.count) {
    case ("list", 1):
      let language = options.language ?? Surroundings.language
      for policy in try Policies.embedded().values.sorted(by: { $0.id < $1.id }) {
        Output.out(
          "\(policy.id)  \(policy.names[language])\(policy.sample ? "  (sample values)" : "")")
      }
    case ("lint", 2):
      let file = options.arguments[1]
      let policy = try Policies.read(try Surroundings.file(file, limit: 4 << 20), file)
      Output.out("\(Options.printable(file)): \(policy.id), nothing wrong")
    default:
      throw Options.usage("brands list, or brands lint FILE")
    }
    return Exit.ok
  }
}
