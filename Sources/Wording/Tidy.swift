/// A person's text without what would steer a terminal, a mail header or the reading order.
///
/// A line break or tab becomes a space, so that words stay apart; everything else is untouched.
func tidy(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: steers) else { return text }
  var clean = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    if !steers(scalar) {
      clean.append(scalar)
    } else if breaksLine(scalar) {
      clean.append(" ")
    }
  }
  return String(clean)
}

private func steers(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x00...0x1F, 0x7F...0x9F: true  // controls
  case 0x2028, 0x2029: true  // line and paragraph separators
  case 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true  // reading order
  default: false
  }
}

private func breaksLine(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x09, 0x0A, 0x0D, 0x85, 0x2028, 0x2029: true
  default: false
  }
}
