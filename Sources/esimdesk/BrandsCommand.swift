import Domain

/// `esimdesk brands`: which carriers there are, and whether a policy file is sound.
struct BrandsCommand {
  let options: Options

  init(_ options: Options) { self.options = options }

  func run() throws(Failure) -> Int32 {
    switch (options.arguments[0], options.arguments.count) {
    case ("list", 1):
      let language = options.language ?? Surroundings.language
      for policy in try Policies.all(options).all.map(\.policy) {
        Output.out(
          "\(policy.id)  \(policy.names[language])\(policy.sample ? "  (sample values)" : "")")
      }
    case ("lint", 1):
      Output.out("\(try Policies.checked(options).count) carriers, nothing wrong")
    case ("lint", 2):
      return try lint(options.arguments[1])
    default:
      throw Options.usage("brands list, or brands lint [FILE or folder]")
    }
    return Exit.ok
  }

  /// Looks through one file, or through a carrier's whole folder, and tells all that is wrong.
  private func lint(_ path: String) throws(Failure) -> Int32 {
    var own = options
    if Surroundings.isFolder(path) { own.brands = path }
    let files = own.brands == nil ? [path] : try Surroundings.files(in: path, ending: ".json")
    let calendars = try Policies.calendars(own)
    var wrong = 0
    for file in files {
      do throws(Failure) {
        let policy = try Policies.read(try Surroundings.file(file, limit: 4 << 20), file)
        try Policies.check(policy, calendars)
        Output.out("\(Options.printable(file)): \(policy.id), nothing wrong")
      } catch {
        wrong += 1
        Output.err(error.line)
      }
    }
    return wrong == 0 ? Exit.ok : Exit.config
  }
}
