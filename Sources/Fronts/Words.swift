import Domain
import Journeys

/// How everything is said in one language; a test hands in its own.
struct Words {
  var say: (Phrase) -> String
  var render: (Notice) -> MessageText
}
