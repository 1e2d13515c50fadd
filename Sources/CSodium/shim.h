#ifndef ESIMDESK_CSODIUM_SHIM_H
#define ESIMDESK_CSODIUM_SHIM_H
#include <sodium.h>
#endif
