// Everything a running server is made of, built in order and taken down in reverse.
#pragma once

#include "app/platform/data_folder.h"
#include "app/platform/ed25519.h"
#include "app/platform/key_folder.h"
#include "app/platform/system_ports.h"
#include "app/server/edge_outlet.h"
#include "server/identity/intent_service.h"
#include "server/live/live_host.h"
#include "server/operations/audit_checkpoints.h"
#include "server/operations/json_log.h"
#include "server/publishing/publisher.h"
#include "server/storage/identity/sql_intent_store.h"
#include "server/storage/sql_account_store.h"
#include "server/storage/sql_event_log.h"
#include "server/storage/sql_show_store.h"

namespace icmp::server {

struct Services {
    // Checkpoints of the audit go to the data folder and to `places`.
    // fails  with what the folder, the database or a key said
    static Outcome<std::unique_ptr<Services>> open(const QString &dataPath, const QStringList &places = {});

    explicit Services(platform::DataFolder where) : folder(std::move(where)) {}

    // refuses  as identity::readEventToken
    Result<identity::EventToken> readToken(const QString &text, const QString &event);
    Outcome<QString> makeToken(const identity::EventToken &token);
    Outcome<QString> pseudonymFor(const QString &event, const QString &device);
    // Uses a desk ticket up; blocks for one commit.
    Outcome<Result<live::DeskGrant>> useTicket(const QString &ticket, const QByteArray &origin);
    // Who owns an event's show and who may run it; nothing when there is no such event.
    Outcome<std::optional<identity::Object>> objectOf(const QString &event);
    // The same of a show.
    Outcome<std::optional<identity::Object>> showObject(const QString &show);

    // What an executed intent means for whoever is connected.
    void carriedOut(const identity::Wanted &wanted);

    platform::DataFolder folder;
    platform::SystemClock clock;
    platform::SystemRandom random;
    operations::JsonLog log{clock, 2};
    std::unique_ptr<platform::KeyFolder> keys;
    std::unique_ptr<storage::Database> database;
    std::unique_ptr<storage::SqlAccountStore> accountStore;
    std::unique_ptr<storage::SqlShowStore> shows;
    std::unique_ptr<storage::SqlEventLog> events;
    std::unique_ptr<storage::SqlIntentStore> intentStore;
    std::unique_ptr<platform::Ed25519Signer> auditSigner;
    QStringList checkpointFolders;
    std::unique_ptr<operations::AuditCheckpoints> checkpoints; // its last is written before the database goes
    std::unique_ptr<identity::AccountService> accounts;
    std::unique_ptr<identity::IntentService> intents;
    std::unique_ptr<publishing::ObjectFiles> files;
    std::unique_ptr<publishing::Publisher> publisher;
    EdgeOutlet outlet;
    std::unique_ptr<live::LiveHost> live;
};

} // namespace icmp::server
