// Terminal: cells and keys.
//
// Here belongs what any program on a terminal would need: how wide text is, where lines may break,
// a picture made of cells, what the bytes of a keyboard mean, and one curses session. Nothing here
// knows a subscriber, a sentence or a screen of the desk; text arrives as text and style as role.
//
//   CellWidth, CellTables   how many columns text takes
//   Sanitise, Drawn         what may reach the terminal, and in which pieces
//   LineBreak               where lines end
//   Screen, Cell, Style     a picture in memory
//   Glyphs                  lines, marks and bars, in Unicode and in ASCII
//   Key, KeyDecoder         what a person did
//   MouseReport             where a finger or a mouse came down
//   CursesSession           the terminal itself
//   LineSession             the same in lines, for terminals that can do no more, and pipes
