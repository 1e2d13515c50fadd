#include "resources.h"
#include <string.h>

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char brand_heyon[] = {
#embed "../../Resources/Brands/heyon.json"
};
static const unsigned char brand_lyca[] = {
#embed "../../Resources/Brands/lyca.json"
};
static const unsigned char brand_zhonggangtong[] = {
#embed "../../Resources/Brands/zhonggangtong.json"
};
static const unsigned char brand_station[] = {
#embed "../../Resources/Brands/station.json"
};
static const unsigned char brand_esim[] = {
#embed "../../Resources/Brands/esim.json"
};
static const unsigned char calendar_cn[] = {
#embed "../../Resources/Calendars/CN.json"
};
static const unsigned char calendar_gb[] = {
#embed "../../Resources/Calendars/GB.json"
};
static const unsigned char calendar_hk[] = {
#embed "../../Resources/Calendars/HK.json"
};
static const unsigned char locale_en[] = {
#embed "../../Resources/Locales/en.json"
};
static const unsigned char locale_zh_hans[] = {
#embed "../../Resources/Locales/zh-Hans.json"
};
static const unsigned char locale_zh_hant[] = {
#embed "../../Resources/Locales/zh-Hant.json"
};
static const unsigned char sample_csv[] = {
#embed "../../Resources/Samples/subscribers.csv"
};
static const unsigned char sample_json[] = {
#embed "../../Resources/Samples/subscribers.json"
};

#define RESOURCE(path, data) {path, data, sizeof data}
static const esimdesk_resource all[] = {
    RESOURCE("Brands/esim.json", brand_esim),
    RESOURCE("Brands/heyon.json", brand_heyon),
    RESOURCE("Brands/lyca.json", brand_lyca),
    RESOURCE("Brands/station.json", brand_station),
    RESOURCE("Brands/zhonggangtong.json", brand_zhonggangtong),
    RESOURCE("Calendars/CN.json", calendar_cn),
    RESOURCE("Calendars/GB.json", calendar_gb),
    RESOURCE("Calendars/HK.json", calendar_hk),
    RESOURCE("Locales/en.json", locale_en),
    RESOURCE("Locales/zh-Hans.json", locale_zh_hans),
    RESOURCE("Locales/zh-Hant.json", locale_zh_hant),
    RESOURCE("Samples/subscribers.csv", sample_csv),
    RESOURCE("Samples/subscribers.json", sample_json),
};

const esimdesk_resource *esimdesk_resource_at(size_t index) {
  return index < sizeof all / sizeof all[0] ? &all[index] : NULL;
}

const esimdesk_resource *esimdesk_resource_named(const char *name) {
  for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
    if (strcmp(all[i].name, name) == 0) return &all[i];
  return NULL;
}
