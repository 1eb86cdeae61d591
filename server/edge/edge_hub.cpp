#include "server/edge/edge_hub.h"

#include <QMutex>

#include "server/edge/hub_engine.h"

namespace icmp::edge {

struct Responder::Once {
    std::function<void(HttpResponse)> answer;
    QMutex mutex;
    bool done = false;

    void give(HttpResponse response)
    {
        {
            const QMutexLocker lock(&mutex);
            if (std::exchange(done, true))
                return;
        }
        answer(std::move(response));
    }
    ~Once()
    {
        if (!done)
            answer(problem(500, "no-answer", QStringLiteral("The server has no answer to this.")));
    }
};

Responder::Responder(std::function<void(HttpResponse)> answer) : m_once(std::make_shared<Once>())
{
    m_once->answer = std::move(answer);
}

void Responder::operator()(HttpResponse response) const
{
    if (m_once)
        m_once->give(std::move(response));
}

EdgeHub::EdgeHub(std::unique_ptr<HubEngine> engine) : m_engine(std::move(engine)) {}

EdgeHub::~EdgeHub() = default;

Outcome<std::unique_ptr<EdgeHub>> EdgeHub::start(const EdgePlan &plan, EdgeHandlers handlers)
{
    auto engine = std::make_unique<HubEngine>(plan, std::move(handlers));
    if (const auto started = engine->start(); !started)
        return tl::unexpected(started.error());
    return std::unique_ptr<EdgeHub>(new EdgeHub(std::move(engine)));
}

quint16 EdgeHub::port(const QByteArray &listener) const
{
    return m_engine->port(listener);
}

QList<qint64> EdgeHub::workerPids() const
{
    return m_engine->pids();
}

QList<EdgeCounter> EdgeHub::counters() const
{
    return m_engine->counters();
}

void EdgeHub::send(ConnectionId connection, const QByteArray &text)
{
    m_engine->post([=](HubEngine &engine) { engine.sendText(LinkMessage::SendBlob, connection, text); });
}

void EdgeHub::resync(ConnectionId connection, const QByteArray &text)
{
    m_engine->post([=](HubEngine &engine) { engine.sendText(LinkMessage::Resync, connection, text); });
}

void EdgeHub::subscribe(ConnectionId connection, const QByteArray &topic)
{
    m_engine->post(
        [=](HubEngine &engine) { engine.tell(LinkMessage::Subscribe, connection, packed(topic)); });
}

void EdgeHub::unsubscribe(ConnectionId connection, const QByteArray &topic)
{
    m_engine->post(
        [=](HubEngine &engine) { engine.tell(LinkMessage::Unsubscribe, connection, packed(topic)); });
}

void EdgeHub::publishLog(const QByteArray &topic, const QByteArray &text)
{
    const QByteArray payload = packed(topic, text);
    m_engine->post([payload](HubEngine &engine) { engine.tellAll(LinkMessage::PublishLog, payload); });
}

void EdgeHub::publishState(const QByteArray &topic, const QByteArray &key, const QByteArray &text,
                           Finality finality)
{
    const QByteArray payload = packed(topic, key, text, (finality == Finality::Final));
    m_engine->post([payload](HubEngine &engine) { engine.tellAll(LinkMessage::PublishState, payload); });
}

void EdgeHub::setLite(ConnectionId connection, bool lite)
{
    m_engine->post([=](HubEngine &engine) { engine.tell(LinkMessage::Lite, connection, packed(lite)); });
}

void EdgeHub::setAuthenticated(ConnectionId connection)
{
    m_engine->post([=](HubEngine &engine) { engine.tell(LinkMessage::Authenticated, connection); });
}

void EdgeHub::close(ConnectionId connection, quint16 code, const QByteArray &reason)
{
    m_engine->post(
        [=](HubEngine &engine) { engine.tell(LinkMessage::Close, connection, packed(code, reason)); });
}

void EdgeHub::setOrigins(const QList<QByteArray> &origins)
{
    m_engine->post([=](HubEngine &engine) { engine.setOrigins(origins); });
}

void EdgeHub::addFile(const StaticFile &file)
{
    m_engine->post([=](HubEngine &engine) { engine.addFile(file); });
}

void EdgeHub::reloadCertificates()
{
    m_engine->post([](HubEngine &engine) { engine.tellAll(LinkMessage::ReloadCertificates, {}); });
}

void EdgeHub::stop(int spreadMs, std::function<void()> done)
{
    m_engine->post([=](HubEngine &engine) { engine.stop(spreadMs, done); });
}

} // namespace icmp::edge
