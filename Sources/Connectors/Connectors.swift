// Connectors: the world outside, each optional, behind the ports of Journeys.
//
// What does not belong here: what to say (Wording renders before it gets here), what to remember (Vault).
