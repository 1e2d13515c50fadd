#ifndef ESIMDESK_CSQLITE_SHIM_H
#define ESIMDESK_CSQLITE_SHIM_H
#include <sqlite3.h>

// What Swift cannot say: variadic calls, SQLITE_TRANSIENT, and a read through SQLite's own
// descriptor (opening and closing another one would drop the POSIX locks of this process).

static inline int esd_bind_blob(sqlite3_stmt *s, int i, const void *p, int n) {
  return sqlite3_bind_blob(s, i, n ? p : "", n, SQLITE_TRANSIENT);
}

static inline int esd_bind_text(sqlite3_stmt *s, int i, const char *p) {
  return sqlite3_bind_text(s, i, p, -1, SQLITE_TRANSIENT);
}

// Nothing in a file may run code of its own: no triggers, no views, no odd schema.
static inline void esd_defend(sqlite3 *db) {
  sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, (int *)0);
  sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, (int *)0);
  sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)0);
  sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, (int *)0);
}

// Whether closing the last connection moves the log into the file.
static inline void esd_checkpoint_on_close(sqlite3 *db, int on) {
  sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, !on, (int *)0);
}

// Reads the first bytes of the file without taking a lock or looking at the log.
static inline int esd_read_start(sqlite3 *db, void *into, int count) {
  sqlite3_file *file = 0;
  int rc = sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file);
  if (rc != SQLITE_OK) return rc;
  if (!file || !file->pMethods) return SQLITE_CANTOPEN;
  return file->pMethods->xRead(file, into, count, 0);
}

#endif
