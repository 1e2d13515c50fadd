// Wording: what we say, in three languages.
//
// Turns a ``Phrase`` into a sentence (``Catalogue``), facts into money, dates and sizes
// (``Formats``), a notice into a mail or a short message (``NoticeText``) and a receipt into its
// lines (``ReceiptText``). The sentences themselves are in Resources/Locales, one file a language.
//
// What does not belong here: deciding what to say (Journeys), where it stands on the screen
// (Fronts).
