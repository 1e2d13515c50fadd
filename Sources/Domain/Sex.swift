/// The sex that a document states.
public enum Sex: String, Codable, Sendable {
  case male = "M"
  case female = "F"
}
