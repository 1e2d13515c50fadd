// libcrypto, found when the first signature is made or checked: no desk needs it before.
#ifndef ESIMDESK_COPENSSL_SHIM_H
#define ESIMDESK_COPENSSL_SHIM_H
#include <dlfcn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stddef.h>
#include <time.h>

struct esimdesk_crypto {
  BIO *(*mem_buf)(const void *, int);
  int (*bio_free)(BIO *);
  EVP_PKEY *(*read_private)(BIO *, EVP_PKEY **, pem_password_cb *, void *);
  EVP_PKEY *(*read_public)(BIO *, EVP_PKEY **, pem_password_cb *, void *);
  X509 *(*read_certificate)(BIO *, X509 **, pem_password_cb *, void *);
  EVP_PKEY *(*certificate_key)(X509 *);
  void (*certificate_free)(X509 *);
  const ASN1_TIME *(*certificate_end)(const X509 *);
  int (*time_parts)(const ASN1_TIME *, struct tm *);
  int (*key_kind)(const EVP_PKEY *);
  int (*key_bits)(const EVP_PKEY *);
  void (*key_free)(EVP_PKEY *);
  EVP_MD_CTX *(*digest_new)(void);
  void (*digest_free)(EVP_MD_CTX *);
  const EVP_MD *(*sha256)(void);
  int (*sign_init)(EVP_MD_CTX *, EVP_PKEY_CTX **, const EVP_MD *, ENGINE *, EVP_PKEY *);
  int (*sign)(EVP_MD_CTX *, unsigned char *, size_t *, const unsigned char *, size_t);
  int (*verify_init)(EVP_MD_CTX *, EVP_PKEY_CTX **, const EVP_MD *, ENGINE *, EVP_PKEY *);
  int (*verify)(EVP_MD_CTX *, const unsigned char *, size_t, const unsigned char *, size_t);
  void (*clear_errors)(void);
};

// Fills the table; 0 where the library, or part of it, is not there. Never closed again.
static inline int esimdesk_crypto_load(struct esimdesk_crypto *crypto) {
  void *library = dlopen("libcrypto.so.3", RTLD_NOW | RTLD_LOCAL);
  if (!library) return 0;
  struct { void **place; const char *name; } wanted[] = {
      {(void **)&crypto->mem_buf, "BIO_new_mem_buf"},
      {(void **)&crypto->bio_free, "BIO_free"},
      {(void **)&crypto->read_private, "PEM_read_bio_PrivateKey"},
      {(void **)&crypto->read_public, "PEM_read_bio_PUBKEY"},
      {(void **)&crypto->read_certificate, "PEM_read_bio_X509"},
      {(void **)&crypto->certificate_key, "X509_get_pubkey"},
      {(void **)&crypto->certificate_free, "X509_free"},
      {(void **)&crypto->certificate_end, "X509_get0_notAfter"},
      {(void **)&crypto->time_parts, "ASN1_TIME_to_tm"},
      {(void **)&crypto->key_kind, "EVP_PKEY_get_base_id"},
      {(void **)&crypto->key_bits, "EVP_PKEY_get_bits"},
      {(void **)&crypto->key_free, "EVP_PKEY_free"},
      {(void **)&crypto->digest_new, "EVP_MD_CTX_new"},
      {(void **)&crypto->digest_free, "EVP_MD_CTX_free"},
      {(void **)&crypto->sha256, "EVP_sha256"},
      {(void **)&crypto->sign_init, "EVP_DigestSignInit"},
      {(void **)&crypto->sign, "EVP_DigestSign"},
      {(void **)&crypto->verify_init, "EVP_DigestVerifyInit"},
      {(void **)&crypto->verify, "EVP_DigestVerify"},
      {(void **)&crypto->clear_errors, "ERR_clear_error"},
  };
  for (size_t at = 0; at < sizeof wanted / sizeof *wanted; at++)
    if (!(*wanted[at].place = dlsym(library, wanted[at].name))) return 0;
  return 1;
}

// An empty passphrase: a key that wants one is refused rather than asked for on the terminal.
static inline int esimdesk_crypto_no_passphrase(char *buffer, int size, int writing, void *context) {
  (void)buffer; (void)size; (void)writing; (void)context;
  return 0;
}

#endif
