#ifndef ESIMDESK_CQRENCODE_SHIM_H
#define ESIMDESK_CQRENCODE_SHIM_H
#include <qrencode.h>
#endif
