// Domain: what is true.
//
// Accounts, plans, terms, money, days, codes, closure rules, and the acts that change them. Imports
// nothing of ours and does no I/O: the moment, the policy, fresh random numbers and the records
// come in as arguments (``Scene``, ``Book``), so that every rule can be tested in memory.
//
// What does not belong here: the next question (Journeys), a sentence (Wording), a file (Vault).
