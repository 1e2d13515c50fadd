// Fixtures: what tests of Domain and Journeys share.
//
// Records in memory with the vault's promises, a clock that stands still, seeded chance, an inbox, and a
// person at a desk (``DeskScript``). A port that a test did not set fails that test when it is touched.
