#include "app/server/api/routes.h"

#include "core/base/disk/disk_full.h"
#include "core/base/strict_json.h"

#include <QSet>

namespace icmp::server {

namespace {

using identity::Action;

// Answered by a socket, or by the program itself without any route.
constexpr Action elsewhere[] = {Action::LiveJoin,       Action::Vote,     Action::DeskJoin,
                                Action::AccountAdd,     Action::StaffAdd, Action::Bootstrap,
                                Action::AccountDisable, Action::Seed};
// One route answers for them all, by the command in its body.
constexpr Action commands[] = {Action::CommandStart,  Action::CommandOpen,    Action::CommandClose,
                               Action::CommandReveal, Action::CommandResolve, Action::CommandCancel,
                               Action::CommandReset,  Action::CommandEnd};

} // namespace

int statusOf(RefusalCode code, int otherwise)
{
    switch (code) {
    case RefusalCode::UnknownId:
        return 404;
    case RefusalCode::NotSignedIn:
    case RefusalCode::WrongCredentials:
    case RefusalCode::CodeUsed:
    case RefusalCode::FactorLocked:
    case RefusalCode::Expired:
        return 401;
    case RefusalCode::Denied:
    case RefusalCode::ProofNeeded:
    case RefusalCode::SecondPersonNeeded:
        return 403;
    case RefusalCode::KeyReused:
        return 422;
    case RefusalCode::TooOften:
        return 429;
    default:
        return otherwise;
    }
}

edge::HttpResponse refusalAnswer(const Refusal &refusal, int otherwise)
{
    const int status = statusOf(refusal.code, otherwise);
    edge::HeaderList headers;
    if (status == 401)
        headers.emplaceBack("WWW-Authenticate", "Bearer");
    if (status == 429)
        headers.emplaceBack("Retry-After", "5");
    return edge::problem(status, keyOf(refusal.code).toLatin1(), describe(refusal), headers);
}

void Exchange::json(const QJsonObject &body, int status) const
{
    auto response = edge::jsonAnswer(canonicalJson(body), status);
    response.authenticated = session.has_value();
    answer(response);
}

void Exchange::badRequest(const Refusal &refusal) const
{
    answer(refusalAnswer(refusal, 400));
}

void Exchange::refused(const Refusal &refusal) const
{
    auto response = refusalAnswer(refusal, 409);
    response.authenticated = session.has_value();
    answer(response);
}

void Exchange::failed(const Failure &failure) const
{
    const bool full = isDiskFull(failure);
    answer(edge::problem(full ? 507 : 503, full ? "disk-full" : "unavailable",
                         failure.what + u' ' + failure.advice, {{"Retry-After", "5"}}));
}

std::optional<QStringList> match(const QByteArray &pattern, const QByteArray &path)
{
    const QList<QByteArray> wanted = pattern.split('/');
    const QList<QByteArray> given = path.split('/');
    if (wanted.size() != given.size())
        return std::nullopt;
    QStringList params;
    for (qsizetype i = 0; i < wanted.size(); ++i) {
        if (!wanted.at(i).startsWith('{')) {
            if (wanted.at(i) != given.at(i))
                return std::nullopt;
            continue;
        }
        if (given.at(i).isEmpty() || given.at(i).size() > 128)
            return std::nullopt;
        params.append(QString::fromUtf8(given.at(i)));
    }
    return params;
}

QStringList unboundActions(const QList<Route> &routes)
{
    QSet<int> bound;
    for (const Action action : elsewhere)
        bound.insert(int(action));
    for (const Route &route : routes) {
        bound.insert(int(route.action));
        if (route.action == Action::CommandStart) {
            for (const Action action : commands)
                bound.insert(int(action));
        }
    }
    QStringList unbound;
    for (const identity::ActionRow &row : identity::actions()) {
        if (!bound.contains(int(row.action)))
            unbound.append(QString::fromLatin1(row.id.data(), qsizetype(row.id.size())));
    }
    return unbound;
}

Outcome<void> checkBound(const QList<Route> &routes)
{
    const QStringList unbound = unboundActions(routes);
    if (unbound.isEmpty())
        return {};
    return fail(QStringLiteral("No route answers for %1.").arg(unbound.join(QStringLiteral(", "))));
}

} // namespace icmp::server
