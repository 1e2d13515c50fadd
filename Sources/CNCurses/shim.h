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

// Of <term.h>, too: whether the terminal database describes this type, while no terminal is open.
struct term;
extern int setupterm(const char *name, int file, int *fault);
extern struct term *set_curterm(struct term *terminal);
extern int del_curterm(struct term *terminal);
static inline bool esimdesk_describes(const char *name) {
  int fault = 0;
  if (setupterm(name, 1, &fault) != OK) return false;
  del_curterm(set_curterm(NULL));
  return true;
}

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

// Puts a shorter string of a terminal in the place of a longer one; nothing where it has another.
static inline void esimdesk_shorten(const char *name, const char *from, const char *to) {
  char *text = tigetstr(name);
  if (text && text != (char *)-1 && strcmp(text, from) == 0) strcpy(text, to);
}

// Takes out of xterm's sequences for looks what is never asked for: blinking and invisible text, and, where all
// colours are rich ones, those below 16. curses works them out anew for every change of look, and takes the longer the
// longer they are. After `esimdesk_forget_charsets`.
static inline void esimdesk_shorten_looks(bool rich) {
  esimdesk_shorten(
      "sgr",
      "\033[0%?%p6%t;1%;%?%p5%t;2%;%?%p2%t;4%;%?%p1%p3%|%t;7%;%?%p4%t;5%;%?%p7%t;8%;m",
      "\033[0%?%p6%t;1%;%?%p5%t;2%;%?%p2%t;4%;%?%p1%p3%|%t;7%;m");
  if (!rich) return;
  esimdesk_shorten(
      "setaf", "\033[%?%p1%{8}%<%t3%p1%d%e%p1%{16}%<%t9%p1%{8}%-%d%e38;5;%p1%d%;m", "\033[38;5;%p1%dm");
  esimdesk_shorten(
      "setab", "\033[%?%p1%{8}%<%t4%p1%d%e%p1%{16}%<%t10%p1%{8}%-%d%e48;5;%p1%d%;m", "\033[48;5;%p1%dm");
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

// The environment that everybody in this process sees, as a whole.
extern char **environ;
static inline char **esimdesk_environment(void) { return environ; }
static inline void esimdesk_use_environment(char **entries) { environ = entries; }

#endif
