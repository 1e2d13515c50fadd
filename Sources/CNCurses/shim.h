// What Swift cannot see of curses, each as a named function: macros, variadics, shared globals.
#ifndef ESIMDESK_CNCURSES_SHIM_H
#define ESIMDESK_CNCURSES_SHIM_H

#ifndef _XOPEN_SOURCE_EXTENDED
#define _XOPEN_SOURCE_EXTENDED 1
#endif
#include <curses.h>
#include <wchar.h>

#endif
