import Fronts

/// What was asked for, looked through as a whole: whether the command takes it, and whether it fits together.
extension Options {
  /// An option that the command does not take is a mistake, not something to be ignored.
  func check() throws(Failure) {
    if command != "demo", list || (!practice && (now != nil || seed != nil || still)) {
      throw Self.usage("--now, --seed, --still and --list belong to esimdesk demo")
    }
    try checkKiosk()
    if command == "demo" || practice, vault != nil || keyFile != nil || passphraseDescriptor != nil
    {
      throw Self.usage("esimdesk demo has a vault of its own")
    }
    if command != "import", skipBad { throw Self.usage("--skip-bad belongs to esimdesk import") }
    if command != "import", updates { throw Self.usage("--updates belongs to esimdesk import") }
    if command != "import", sample != nil {
      throw Self.usage("--sample belongs to esimdesk import")
    }
    if command != "review", reason != nil {
      throw Self.usage("--reason belongs to esimdesk review reject")
    }
    if command != "export", !since.isEmpty || limit != nil {
      throw Self.usage("--since and --limit belong to esimdesk export")
    }
    if command != "staff", role != nil || passwordDescriptor != nil {
      throw Self.usage("--role and --password-fd belong to esimdesk staff")
    }
    if !["receipt", "open", "demo", "kiosk"].contains(command), !publicKeys.isEmpty {
      throw Self.usage("--public-key belongs to esimdesk receipt verify, open, demo and kiosk")
    }
    if command != "till", day != nil || csv || staff != nil {
      throw Self.usage("--day, --csv and --staff belong to esimdesk till")
    }
    if !(command == "staff" && arguments.isEmpty), photoViewer != nil {
      throw Self.usage("--photo-viewer belongs to esimdesk staff")
    }
    if !(command == "staff" && arguments.isEmpty), command != "demo", outlet != nil {
      throw Self.usage("--outlet belongs to esimdesk staff and demo")
    }
    if !["open", "demo", "kiosk"].contains(command), counter {
      throw Self.usage("--counter belongs to esimdesk open, demo and kiosk")
    }
    try checkVaultWork()
    let takes =
      switch command {
      case "import": sample == nil ? 1...1 : 0...0
      case "backup", "restore": 1...1
      case "review", "brands", "receipt", "outbox": 1...2
      case "check", "salvage", "migrate": 2...2
      case "staff": 0...2
      default: 0...0
      }
    if !help, !version, !takes.contains(arguments.count) {
      let (least, most) = (takes.lowerBound, takes.upperBound)
      let count = most == 0 ? "no" : least == most ? "\(most)" : "\(least) to \(most)"
      throw Self.usage("esimdesk \(command) takes \(count) argument\(most == 1 ? "" : "s")")
    }
  }

  private func checkKiosk() throws(Failure) {
    guard command == "kiosk" else {
      if practice || hours != nil || holidays != nil || idle != (90, 120) {
        throw Self.usage(
          "--practice, --hours, --holidays, --idle-warning and --idle-reset belong to esimdesk kiosk"
        )
      }
      if command != "kiosk-pin", pinDescriptor != nil {
        throw Self.usage("--pin-fd belongs to esimdesk kiosk-pin")
      }
      return
    }
    if front == .json || front == .plain {
      throw Self.usage("a kiosk has a screen, and no other front")
    }
    if passphraseDescriptor != nil {
      throw Self.usage("a kiosk opens its vault with --key-file, again for every session")
    }
    if patience == nil {
      throw Self.usage(
        "--idle-reset wants at least \(Patience.shortestWarning / 1_000) seconds more than "
          + "--idle-warning, and no more than a day")
    }
  }

  private func checkVaultWork() throws(Failure) {
    let given: [(Bool, String, [String])] = [
      (replace, "--replace", ["backup", "restore"]),
      (deep, "--deep", ["verify"]),
      (head != nil, "--head", ["status", "verify"]),
      (erased != nil, "--erased", ["restore"]),
      (addPassphrase, "--add-passphrase", ["rekey"]),
      (addKeyFile != nil, "--add-key-file", ["rekey"]),
      (addCredential != nil, "--add-credential", ["rekey"]),
      (removeSlot != nil, "--remove-slot", ["rekey"]),
      (data, "--data", ["rekey"]),
      (newPassphraseDescriptor != nil, "--new-passphrase-fd", ["rekey"]),
    ]
    for (isGiven, name, commands) in given where isGiven && !commands.contains(command) {
      throw Self.usage("\(name) belongs to esimdesk \(commands.joined(separator: " and "))")
    }
    let changes = [
      addPassphrase, addKeyFile != nil, addCredential != nil, removeSlot != nil, data,
    ]
    guard changes.filter({ $0 }).count <= 1 else {
      throw Self.usage("esimdesk rekey makes one change at a time")
    }
    if command == "migrate", vault != nil {
      throw Self.usage("esimdesk migrate FROM TO names both places itself")
    }
  }
}
