// Everything a running server is made of, built in order and taken down in reverse.
#pragma once

#include "app/platform/data_folder.h"
#include "app/platform/ed25519.h"
#include "app/platform/key_folder.h"
#include "app/platform/system_ports.h"
#include "app/server/edge_outlet.h"
#include "app/server/gate.h"
#include "app/server/programmes.h"
#include "app/server/receipt_shelf.h"
#include "core/package/package.h"
#include "server/identity/account_service.h"
#include "server/live/live_host.h"
#include "server/operations/json_log.h"
#include "server/publishing/publisher.h"
#include "server/storage/event/event_settings.h"
#include "server/storage/sql_account_store.h"
#include "server/storage/sql_event_log.h"
#include "server/storage/sql_show_store.h"

namespace icmp::server {

// The film of an event's current package.
struct PlayedFilm {
    package::Film film;
    qint64 lengthMs = 0;
};

struct Services {
    // fails  with what the folder, the database or a key said
    static Outcome<std::unique_ptr<Services>> open(const QString &dataPath);

    explicit Services(platform::DataFolder where) : folder(std::move(where)) {}

    // refuses  as identity::readEventToken
    Result<identity::EventToken> readToken(const QString &text, const QString &event);
    Outcome<QString> makeToken(const identity::EventToken &token);
    // From which all names of one event's voters are made.
    Outcome<QByteArray> eventKey(const QString &event);
    Outcome<QString> pseudonymFor(const QString &event, const QString &device);
    // Uses a desk ticket up; blocks for one commit.
    Outcome<Result<live::DeskGrant>> useTicket(const QString &ticket, const QByteArray &origin);
    // Who owns an event's show and who may run it; nothing when there is no such event.
    Outcome<std::optional<identity::Object>> objectOf(const QString &event);
    // Nothing without an event, a version, or a film in it.
    Outcome<std::optional<PlayedFilm>> filmOf(const QString &event);
    // The address of the current film's ladder; empty while there is none.
    QString ladderOf(const QString &event);
    // For the live host.
    std::optional<live::Programme> programmeOf(const QString &event) const;
    // The current film of the event as an HLS ladder, in the background.
    void makeLadder(const QString &event);
    // fails  as Programmes::open
    Outcome<void> openProgrammes(const Options &options);
    // The same as objectOf, of a show.
    Outcome<std::optional<identity::Object>> showObject(const QString &show);

    platform::DataFolder folder;
    platform::SystemClock clock;
    platform::SystemRandom random;
    operations::JsonLog log{clock, 2};
    std::unique_ptr<platform::KeyFolder> keys;
    std::unique_ptr<platform::Ed25519Signer> signer; // of votes
    std::unique_ptr<storage::Database> database;
    std::unique_ptr<storage::SqlAccountStore> accountStore;
    std::unique_ptr<storage::SqlShowStore> shows;
    std::unique_ptr<storage::SqlEventLog> events;
    std::unique_ptr<ReceiptShelf> receipts;
    std::unique_ptr<storage::EventSettings> settings;
    std::unique_ptr<identity::AccountService> accounts;
    std::unique_ptr<publishing::ObjectFiles> files;
    std::unique_ptr<publishing::Publisher> publisher;
    Gate gate;
    std::unique_ptr<catalogue::ProgrammeStore> programmeStore;
    std::unique_ptr<Programmes> programmes; // outlives the live host, which asks it
    EdgeOutlet outlet;
    std::unique_ptr<live::LiveHost> live;
};

} // namespace icmp::server
