// Files of Resources/, embedded at build time so that the binary can be moved on its own.
#ifndef ESIMDESK_RESOURCES_H
#define ESIMDESK_RESOURCES_H
#include <stddef.h>

typedef struct {
  const char *name;           // path below Resources/
  const unsigned char *bytes; // not terminated
  size_t count;
} esimdesk_resource;

// The resource of that name, or NULL.
const esimdesk_resource *esimdesk_resource_named(const char *name);
// The resource at `index` in alphabetical order of names, or NULL past the end.
const esimdesk_resource *esimdesk_resource_at(size_t index);

#endif
