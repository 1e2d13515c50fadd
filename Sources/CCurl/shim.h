// libcurl, found when it is first used: it brings some thirty libraries with it, and a desk that shows
// its first screen needs none of them. Variadic functions are given by name, for Swift.
#ifndef ESIMDESK_CCURL_SHIM_H
#define ESIMDESK_CCURL_SHIM_H
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#include <dlfcn.h>
#include <stddef.h>

struct esimdesk_curl {
  CURLcode (*global_init)(long);
  CURL *(*easy_init)(void);
  CURLcode (*easy_setopt)(CURL *, CURLoption, ...);
  CURLcode (*easy_getinfo)(CURL *, CURLINFO, ...);
  CURLcode (*easy_perform)(CURL *);
  void (*easy_cleanup)(CURL *);
  const char *(*easy_strerror)(CURLcode);
  struct curl_slist *(*slist_append)(struct curl_slist *, const char *);
  void (*slist_free_all)(struct curl_slist *);
};

// Fills the table; 0 where the library, or part of it, is not there. Never closed again.
static inline int esimdesk_curl_load(struct esimdesk_curl *curl) {
  void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (!library) return 0;
  struct { void **place; const char *name; } wanted[] = {
      {(void **)&curl->global_init, "curl_global_init"},
      {(void **)&curl->easy_init, "curl_easy_init"},
      {(void **)&curl->easy_setopt, "curl_easy_setopt"},
      {(void **)&curl->easy_getinfo, "curl_easy_getinfo"},
      {(void **)&curl->easy_perform, "curl_easy_perform"},
      {(void **)&curl->easy_cleanup, "curl_easy_cleanup"},
      {(void **)&curl->easy_strerror, "curl_easy_strerror"},
      {(void **)&curl->slist_append, "curl_slist_append"},
      {(void **)&curl->slist_free_all, "curl_slist_free_all"},
  };
  for (size_t at = 0; at < sizeof wanted / sizeof *wanted; at++)
    if (!(*wanted[at].place = dlsym(library, wanted[at].name))) return 0;
  return curl->global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

static inline CURLcode esimdesk_curl_number(
    const struct esimdesk_curl *curl, CURL *handle, CURLoption option, long value) {
  return curl->easy_setopt(handle, option, value);
}

static inline CURLcode esimdesk_curl_offset(
    const struct esimdesk_curl *curl, CURL *handle, CURLoption option, curl_off_t value) {
  return curl->easy_setopt(handle, option, value);
}

static inline CURLcode esimdesk_curl_text(
    const struct esimdesk_curl *curl, CURL *handle, CURLoption option, const char *value) {
  return curl->easy_setopt(handle, option, value);
}

static inline CURLcode esimdesk_curl_pointer(
    const struct esimdesk_curl *curl, CURL *handle, CURLoption option, void *value) {
  return curl->easy_setopt(handle, option, value);
}

// For what takes and for what gives bytes.
typedef size_t (*esimdesk_curl_flow)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode esimdesk_curl_callback(
    const struct esimdesk_curl *curl, CURL *handle, CURLoption option, esimdesk_curl_flow value) {
  return curl->easy_setopt(handle, option, value);
}

static inline long esimdesk_curl_status(const struct esimdesk_curl *curl, CURL *handle) {
  long status = 0;
  curl->easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  return status;
}

#endif
