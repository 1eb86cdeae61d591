// A server's side of publishing: objects by hash, versions, one switch; in memory, and with faults on
// request.
#pragma once

#include "core/base/hash.h"
#include "tests/studio/remote/fake_server.h"

#include <QJsonArray>

namespace icmp::test {

// What a server keeps; it can spoil or refuse what comes.
struct ObjectStore {
    FakeAnswer answer(const FakeRequest &request)
    {
        if (isDown && isDown())
            return {200, {}, true};
        const QJsonObject json = request.json();
        if (request.path == u"/v1/signin")
            return {200, {{QStringLiteral("session"), QStringLiteral("s")}}};
        if (request.path == u"/v1/shows") {
            ++shows;
            return {201,
                    {{QStringLiteral("show"), QStringLiteral("sh_1")},
                     {QStringLiteral("event"), QStringLiteral("ev_1")}}};
        }
        if (request.path == u"/v1/objects/missing")
            return missing(json);
        if (request.method == "PUT")
            return put(request);
        if (request.path.startsWith(QLatin1String("/o/")))
            return {200, {}, false, objects.value(request.path.mid(3))};
        if (request.method == "GET")
            return show();
        if (json.value(QLatin1String("base")).toInt() != version)
            return {409, {{QStringLiteral("code"), QStringLiteral("conflict")}}};
        ++version;
        roots.append(
            {json.value(QLatin1String("root")).toString(), json.value(QLatin1String("private")).toString()});
        return {201,
                {{QStringLiteral("version"), version},
                 {QStringLiteral("root"), json.value(QLatin1String("root"))},
                 {QStringLiteral("event"), QStringLiteral("ev_1")}}};
    }
    FakeAnswer show() const
    {
        QJsonArray versions;
        for (qsizetype i = roots.size() - 1; i >= 0; --i)
            versions.append(QJsonObject{{QStringLiteral("version"), i + 1},
                                        {QStringLiteral("root"), roots.at(i).first},
                                        {QStringLiteral("private"), roots.at(i).second},
                                        {QStringLiteral("at"), 1},
                                        {QStringLiteral("current"), i == roots.size() - 1}});
        return {200,
                {{QStringLiteral("version"), version},
                 {QStringLiteral("root"), roots.isEmpty() ? QString() : roots.last().first},
                 {QStringLiteral("versions"), versions}}};
    }
    FakeAnswer missing(const QJsonObject &json) const
    {
        QJsonArray list;
        const QJsonArray hashes = json.value(QLatin1String("hashes")).toArray();
        for (const auto one : hashes) {
            const QString hash = one.toString();
            if (sha256Hex(objects.value(hash)) != hash)
                list.append(QJsonObject{{QStringLiteral("hash"), hash},
                                        {QStringLiteral("offset"), objects.value(hash).size()}});
        }
        return {200, {{QStringLiteral("missing"), list}}};
    }
    FakeAnswer put(const FakeRequest &request)
    {
        ++puts;
        bytes += request.body.size();
        if (puts == dropPut)
            return {200, {}, true};
        const QString hash = request.path.section(u'/', -1);
        const QByteArray range = request.headers.value("content-range");
        const qint64 from = range.mid(6, range.indexOf('-') - 6).toLongLong();
        const qint64 total = range.mid(range.indexOf('/') + 1).toLongLong();
        if (from != objects.value(hash).size())
            return {409, {{QStringLiteral("code"), QStringLiteral("conflict")}}};
        objects[hash] += spoil ? QByteArray(request.body.size(), '!') : request.body;
        if (objects[hash].size() < total)
            return {200, {{QStringLiteral("complete"), false}}};
        if (sha256Hex(objects[hash]) == hash)
            return {200, {{QStringLiteral("complete"), true}}};
        objects.remove(hash);
        return {409, {{QStringLiteral("code"), QStringLiteral("bad-hash")}}};
    }

    QHash<QString, QByteArray> objects;
    QList<std::pair<QString, QString>> roots; // public and private, of each version
    int shows = 0, version = 0, puts = 0, dropPut = -1;
    qint64 bytes = 0;
    bool spoil = false;
    std::function<bool()> isDown = nullptr;
};

} // namespace icmp::test
