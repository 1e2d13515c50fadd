// libqrencode, found when the first symbol is made: few people at a desk ever see one.
#ifndef ESIMDESK_CQRENCODE_SHIM_H
#define ESIMDESK_CQRENCODE_SHIM_H
#include <dlfcn.h>
#include <qrencode.h>
#include <stddef.h>

struct esimdesk_qr {
  QRcode *(*encode)(const char *, int, QRecLevel, QRencodeMode, int);
  void (*free)(QRcode *);
};

// Fills the table; 0 where the library, or part of it, is not there. Never closed again.
static inline int esimdesk_qr_load(struct esimdesk_qr *qr) {
  void *library = dlopen("libqrencode.so.4", RTLD_NOW | RTLD_LOCAL);
  if (!library) return 0;
  struct { void **place; const char *name; } wanted[] = {
      {(void **)&qr->encode, "QRcode_encodeString"},
      {(void **)&qr->free, "QRcode_free"},
  };
  for (size_t at = 0; at < sizeof wanted / sizeof *wanted; at++)
    if (!(*wanted[at].place = dlsym(library, wanted[at].name))) return 0;
  return 1;
}
#endif
