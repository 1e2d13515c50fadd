#ifndef ESIMDESK_CSQLITE_SHIM_H
#define ESIMDESK_CSQLITE_SHIM_H
#include <sqlite3.h>
#endif
