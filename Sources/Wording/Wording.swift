// Wording: what we say, in three languages.
//
// Turns a ``Phrase`` into a sentence, facts into money, dates and sizes, and a notice into the text of a mail
// or a short message. What does not belong here: deciding what to say (Journeys), where it stands on
// the screen (Fronts).
