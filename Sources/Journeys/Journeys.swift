// Journeys: what to ask next.
//
// A journey is a value: it says what to ask (``Prompt``), what an answer changes, and what must then be
// done in the world (``Effect``). It never does anything itself; ``Desk`` performs effects through
// ``Ports`` and hands back what the world said (``Report``). Nothing a person types can ever say "paid".
//
// What does not belong here: a rule (Domain), a sentence (Wording: prompts carry ``Phrase`` keys and
// facts), how a step looks (Fronts), the network or the disk (they stand behind the ports).
