// The start is refused as long as an action of the registry has nobody who answers for it.
#include "app/server/api/openapi.h"
#include "app/server/api/routes.h"

#include <QJsonArray>
#include <QTest>

using namespace icmp;
using namespace icmp::server;

class RoutesTest : public QObject {
    Q_OBJECT

    // A route for every action.
    static QList<Route> all()
    {
        QList<Route> routes;
        for (const identity::ActionRow &row : identity::actions())
            routes.append({"GET", "/x", row.action, "", "", "", 200, false, [](const Exchange &) {}});
        return routes;
    }

    static QJsonObject pathsOf(const QList<Route> &routes)
    {
        return openApi(routes).value(QLatin1String("paths")).toObject();
    }

private Q_SLOTS:
    void everyRouteIsInTheDocument()
    {
        QList<Route> routes = all();
        for (qsizetype i = 0; i < routes.size(); ++i) {
            routes[i].pattern = "/v1/x" + QByteArray::number(i / 2) + "/{one}";
            routes[i].method = i % 2 == 0 ? "GET" : "POST";
        }
        const QJsonObject paths = pathsOf(routes);
        for (const Route &route : routes) {
            const QJsonObject path = paths.value(QString::fromLatin1(route.pattern)).toObject();
            const QString method = QString::fromLatin1(route.method).toLower();
            QVERIFY2(path.contains(method), (route.method + ' ' + route.pattern).constData());
            QCOMPARE(path.value(method).toObject().value(QLatin1String("parameters")).toArray().size(), 1);
        }
    }

    void everyActionIsBound() { QVERIFY(checkBound(all())); }

    void aMissingHandlerStopsTheStart()
    {
        for (const identity::Action missing :
             {identity::Action::TokenIssue, identity::Action::ReceiptRead, identity::Action::SignIn}) {
            QList<Route> routes = all();
            routes.removeIf([&](const Route &route) { return route.action == missing; });
            const auto bound = checkBound(routes);
            QVERIFY(!bound);
            const std::string_view id = identity::rowOf(missing).id;
            QCOMPARE(bound.error().what, QStringLiteral("No route answers for %1.")
                                             .arg(QString::fromLatin1(id.data(), qsizetype(id.size()))));
        }
    }

    // One route answers for all commands; without it each of them is missing.
    void commandsHangOnOneRoute()
    {
        QList<Route> routes = all();
        routes.removeIf([](const Route &route) { return route.action == identity::Action::CommandOpen; });
        QVERIFY(checkBound(routes));
        routes.removeIf([](const Route &route) { return route.action == identity::Action::CommandStart; });
        const QStringList unbound = unboundActions(routes);
        QVERIFY(unbound.contains(QStringLiteral("event.start")) &&
                unbound.contains(QStringLiteral("event.open")));
    }
};

QTEST_GUILESS_MAIN(RoutesTest)
#include "routes_test.moc"
