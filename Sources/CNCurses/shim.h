// What Swift cannot see of curses, each as a named function: macros, variadics, shared globals.
#ifndef ESIMDESK_CNCURSES_SHIM_H
#define ESIMDESK_CNCURSES_SHIM_H

#ifndef _XOPEN_SOURCE_EXTENDED
#define _XOPEN_SOURCE_EXTENDED 1
#endif
#include <curses.h>
#include <linux/kd.h>
#include <sys/ioctl.h>
#include <wchar.h>

static inline WINDOW *esimdesk_stdscr(void) { return stdscr; }
static inline WINDOW *esimdesk_curscr(void) { return curscr; }
static inline int esimdesk_colours(void) { return COLORS; }

// Whether a colour's number is its red, green and blue (terminfo's extended flag RGB).
static inline bool esimdesk_has_direct_colour(void) {
  return COLORS >= 0x1000000 && tigetflag("RGB") > 0;
}

static const attr_t esimdesk_bold = A_BOLD;
static const attr_t esimdesk_dim = A_DIM;
static const attr_t esimdesk_reverse = A_REVERSE;
static const attr_t esimdesk_underline = A_UNDERLINE;

// A terminfo string, or NULL when this terminal has none.
static inline const char *esimdesk_capability(const char *name) {
  const char *found = tigetstr(name);
  return found == (const char *)-1 ? NULL : found;
}

// Declared here rather than by <term.h>, whose macros take names such as `columns`. `_nc_outch` is
// what curses itself writes with (exported since 1999): putp() would go to stdout, past its buffer.
extern int tputs(const char *text, int lines, int (*put)(int));
extern int _nc_outch(int byte);

// Adds a terminal string to what the next frame writes.
static inline void esimdesk_send(const char *text) { tputs(text, 1, _nc_outch); }

// One cell: a base character and its combining marks, with a look.
static inline void esimdesk_cell(
    cchar_t *cell, wchar_t base, wchar_t m1, wchar_t m2, wchar_t m3, attr_t attributes,
    short pair) {
  const wchar_t text[] = {base, m1, m2, m3, 0};
  setcchar(cell, text, attributes, pair, NULL);
}

// The terminal's size; 0 when it told us, -1 when it is no terminal.
static inline int esimdesk_size(int fd, int *rows, int *columns) {
  struct winsize size;
  if (ioctl(fd, TIOCGWINSZ, &size) != 0) return -1;
  *rows = size.ws_row;
  *columns = size.ws_col;
  return 0;
}

// Whether the descriptor is one of the kernel's own consoles, whose fonts have at most 512 signs.
static inline int esimdesk_is_console(int fd) {
  char kind = 0;
  return ioctl(fd, KDGKBTYPE, &kind) == 0;
}

#endif
