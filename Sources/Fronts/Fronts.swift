// Fronts: how a prompt meets a person.
//
// A front drives a conversation (``Conversation``; at a real desk, `Desk`): it shows the prompt and
// hands back an answer. Nothing is decided here, and no sentence is written here: what a front says
// of itself are phrases under `front.*`.
//
// The screen front, from the person inwards:
//   ScreenFront             the loop: draw, wait for a key, press it
//   Sitting, SittingKeys    what a key means now; no terminal needed
//   Form, TextEntry         what was typed, and where the focus is, for as long as a step lasts
//   Drawing                 the picture on the screen, and how little of it a moved focus changes
//   View, Header, KeyLine   the whole picture: first line, body, list, message strip, keys
//   Layout…                 one part of a prompt as rows
//   LayoutSpoken            the same for speech and braille: sentences, no pictures
//   LayoutLarge             the same with three rows to an item
//   Overlay                 help and the practice inbox
//
// There are no transitions: a screen that slides is read twice by a screen reader, costs a slow line
// its time, and tells nobody anything. What changed is seen because everything else stands still.
//   Target                  what answers a finger
//   ScanWatch, Scan         a scanner told from a hand, and where what it read belongs
//   Ways, Board             digits alone, or a finger alone: numbering, and keys drawn on the screen
//
// The plain front, line by line:
//   PlainFront              the loop: say what is new, ask one thing, take a line
//   PlainText, PlainInput   a prompt as lines, an answer from a line
//   Spoken                  parts of a prompt as sentences complete in themselves
//   Meaning                 what choosing an item comes to, here and on the screen
//
// The json front:
//   JSONFront               the loop: a line in, lines out
//   JSONPrompt, JSONInput   a prompt as JSON, an answer from JSON
//   JSONText, LineReader    JSON with its keys in order, lines of a limited size
