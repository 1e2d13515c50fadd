// What Swift cannot see of curses, each as a named function: macros, variadics, shared globals.
#ifndef ESIMDESK_CNCURSES_SHIM_H
#define ESIMDESK_CNCURSES_SHIM_H

#ifndef _XOPEN_SOURCE_EXTENDED
#define _XOPEN_SOURCE_EXTENDED 1
#endif
#include <curses.h>
#include <linux/kd.h>
#include <string.h>
#include <sys/ioctl.h>
#include <wchar.h>

static inline WINDOW *esimdesk_stdscr(void) { return stdscr; }
static inline WINDOW *esimdesk_curscr(void) { return curscr; }
static inline int esimdesk_colours(void) { return COLORS; }
static inline int esimdesk_rows(void) { return LINES; }

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

// Takes the choice of a character set out of the sequences for attributes, as xterm's have it: text here is
// UTF-8 and no line is drawn from another set, so it would only be sent again with every change of colour. The
// strings are the open terminal's own; returns whether it had them.
static inline bool esimdesk_forget_charsets(void) {
  static const char exits[] = "\033(B\033[m", choice[] = "%?%p9%t\033(0%e\033(B%;";
  char *reset = tigetstr("sgr0"), *set = tigetstr("sgr");
  if (!reset || reset == (char *)-1 || strcmp(reset, exits) != 0) return false;
  if (!set || set == (char *)-1 || strncmp(set, choice, sizeof choice - 1) != 0) return false;
  memmove(reset, reset + 3, sizeof exits - 3);
  memmove(set, set + sizeof choice - 1, strlen(set) - sizeof choice + 2);
  return true;
}

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
