// libpq, found when the first vault on a server is opened: it brings TLS, Kerberos and LDAP with it, and a
// desk on a file needs none of them.
#ifndef ESIMDESK_CPQ_SHIM_H
#define ESIMDESK_CPQ_SHIM_H
#include <dlfcn.h>
#include <postgresql/libpq-fe.h>
#include <stddef.h>

struct esimdesk_pq {
  PGconn *(*connect_start)(const char *const *, const char *const *, int);
  PostgresPollingStatusType (*connect_poll)(PGconn *);
  ConnStatusType (*status)(const PGconn *);
  int (*socket)(const PGconn *);
  char *(*error_message)(const PGconn *);
  PGVerbosity (*set_verbosity)(PGconn *, PGVerbosity);
  PQnoticeReceiver (*set_notice_receiver)(PGconn *, PQnoticeReceiver, void *);
  const char *(*parameter_status)(const PGconn *, const char *);
  int (*server_version)(const PGconn *);
  int (*ssl_in_use)(PGconn *);
  const char *(*ssl_attribute)(PGconn *, const char *);
  void (*finish)(PGconn *);
  int (*set_nonblocking)(PGconn *, int);
  int (*enter_pipeline)(PGconn *);
  int (*exit_pipeline)(PGconn *);
  int (*pipeline_sync)(PGconn *);
  int (*send_query)(PGconn *, const char *);
  int (*send_prepare)(PGconn *, const char *, const char *, int, const Oid *);
  int (*send_prepared)(
      PGconn *, const char *, int, const char *const *, const int *, const int *, int);
  int (*flush)(PGconn *);
  int (*consume_input)(PGconn *);
  int (*is_busy)(PGconn *);
  PGresult *(*get_result)(PGconn *);
  ExecStatusType (*result_status)(const PGresult *);
  char *(*error_field)(const PGresult *, int);
  int (*ntuples)(const PGresult *);
  int (*nfields)(const PGresult *);
  int (*is_null)(const PGresult *, int, int);
  int (*length)(const PGresult *, int, int);
  char *(*value)(const PGresult *, int, int);
  char *(*cmd_status)(PGresult *);
  char *(*cmd_tuples)(PGresult *);
  void (*clear)(PGresult *);
};

// Fills the table; 0 where the library, or part of it, is not there. Never closed again.
static inline int esimdesk_pq_load(struct esimdesk_pq *pq) {
  void *library = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);
  if (!library) return 0;
  struct { void **place; const char *name; } wanted[] = {
      {(void **)&pq->connect_start, "PQconnectStartParams"},
      {(void **)&pq->connect_poll, "PQconnectPoll"},
      {(void **)&pq->status, "PQstatus"},
      {(void **)&pq->socket, "PQsocket"},
      {(void **)&pq->error_message, "PQerrorMessage"},
      {(void **)&pq->set_verbosity, "PQsetErrorVerbosity"},
      {(void **)&pq->set_notice_receiver, "PQsetNoticeReceiver"},
      {(void **)&pq->parameter_status, "PQparameterStatus"},
      {(void **)&pq->server_version, "PQserverVersion"},
      {(void **)&pq->ssl_in_use, "PQsslInUse"},
      {(void **)&pq->ssl_attribute, "PQsslAttribute"},
      {(void **)&pq->finish, "PQfinish"},
      {(void **)&pq->set_nonblocking, "PQsetnonblocking"},
      {(void **)&pq->enter_pipeline, "PQenterPipelineMode"},
      {(void **)&pq->exit_pipeline, "PQexitPipelineMode"},
      {(void **)&pq->pipeline_sync, "PQpipelineSync"},
      {(void **)&pq->send_query, "PQsendQuery"},
      {(void **)&pq->send_prepare, "PQsendPrepare"},
      {(void **)&pq->send_prepared, "PQsendQueryPrepared"},
      {(void **)&pq->flush, "PQflush"},
      {(void **)&pq->consume_input, "PQconsumeInput"},
      {(void **)&pq->is_busy, "PQisBusy"},
      {(void **)&pq->get_result, "PQgetResult"},
      {(void **)&pq->result_status, "PQresultStatus"},
      {(void **)&pq->error_field, "PQresultErrorField"},
      {(void **)&pq->ntuples, "PQntuples"},
      {(void **)&pq->nfields, "PQnfields"},
      {(void **)&pq->is_null, "PQgetisnull"},
      {(void **)&pq->length, "PQgetlength"},
      {(void **)&pq->value, "PQgetvalue"},
      {(void **)&pq->cmd_status, "PQcmdStatus"},
      {(void **)&pq->cmd_tuples, "PQcmdTuples"},
      {(void **)&pq->clear, "PQclear"},
  };
  for (size_t at = 0; at < sizeof wanted / sizeof *wanted; at++)
    if (!(*wanted[at].place = dlsym(library, wanted[at].name))) return 0;
  return 1;
}

// PG_DIAG_SEVERITY_NONLOCALIZED and PG_DIAG_SQLSTATE are characters, which Swift does not see as numbers.
static const int esimdesk_pq_severity = PG_DIAG_SEVERITY_NONLOCALIZED;
static const int esimdesk_pq_sqlstate = PG_DIAG_SQLSTATE;

#endif
