#include "app/server/admin/admin_json.h"

#include "core/base/hash.h"

namespace icmp::server {

QJsonObject openedJson(const identity::Opened &opened)
{
    const auto summary = identity::summaryOf(opened.proposal.bytes).value_or(QStringList());
    return {
        {QStringLiteral("intent"), opened.intent.id},
        {QStringLiteral("proposal"), opened.proposal.id},
        {QStringLiteral("bytes"), toBase64Url(opened.proposal.bytes)},
        {QStringLiteral("nonce"), toBase64Url(opened.intent.nonce)},
        {QStringLiteral("account"), opened.intent.account.toText()},
        {QStringLiteral("hash"), QString::fromLatin1(identity::proposalHash(opened.proposal.bytes).toHex())},
        {QStringLiteral("expires"), opened.intent.expiresMs},
        {QStringLiteral("approvals"), opened.approvals.size()},
        {QStringLiteral("summary"), QJsonArray::fromStringList(summary)}};
}

QJsonObject fieldsJson(const identity::Fields &fields)
{
    QJsonObject json;
    for (auto it = fields.cbegin(); it != fields.cend(); ++it)
        json.insert(it.key(), it.value());
    return json;
}

QString loginOf(Services &services, AccountId id)
{
    const auto account = services.accountStore->account(id);
    return account && *account ? (*account)->login : id.toText();
}

QJsonObject proposalJson(Services &services, const identity::ProposalLine &line)
{
    QStringList agreed;
    for (const identity::Approval &approval : line.approvals)
        agreed.append(loginOf(services, approval.account));
    const auto summary = identity::summaryOf(line.proposal.bytes).value_or(QStringList());
    return {{QStringLiteral("proposal"), line.proposal.id},
            {QStringLiteral("by"), loginOf(services, line.proposal.proposer)},
            {QStringLiteral("agreed"), agreed.join(u' ')},
            {QStringLiteral("expires"), line.proposal.expiresMs},
            {QStringLiteral("summary"), QJsonArray::fromStringList(summary)}};
}

QJsonObject deviceJson(const identity::DeviceKey &device)
{
    return {{QStringLiteral("device"), device.id},
            {QStringLiteral("name"), device.name},
            {QStringLiteral("created"), device.createdMs}};
}

QJsonObject accountJson(const identity::Account &account)
{
    return {{QStringLiteral("account"), account.id.toText()},
            {QStringLiteral("login"), account.login},
            {QStringLiteral("roles"), account.roles.keys().join(u' ')},
            {QStringLiteral("state"), keyOf(account.state)},
            {QStringLiteral("created"), account.createdMs},
            {QStringLiteral("version"), account.version}};
}

QJsonObject auditJson(const identity::AuditRow &row)
{
    return {{QStringLiteral("number"), row.number},
            {QStringLiteral("at"), row.atMs},
            {QStringLiteral("actor"), row.actor},
            {QStringLiteral("action"), row.action},
            {QStringLiteral("object"), row.object},
            {QStringLiteral("result"), row.result},
            {QStringLiteral("session"), row.session},
            {QStringLiteral("proof"), row.proof},
            {QStringLiteral("intent"), row.intent},
            {QStringLiteral("hash"), QString::fromLatin1(row.hash.toHex())}};
}

} // namespace icmp::server
