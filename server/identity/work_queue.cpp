#include "server/identity/work_queue.h"

namespace icmp::identity {

WorkQueue::WorkQueue(int threads, int waitingMax) : m_waitingMax(size_t(waitingMax))
{
    for (int i = 0; i < threads; ++i)
        m_threads.emplace_back(&WorkQueue::run, this);
}

WorkQueue::~WorkQueue()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_all();
    for (std::thread &thread : m_threads)
        thread.join();
}

bool WorkQueue::offer(std::function<void()> work)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_stopping || m_waiting.size() >= m_waitingMax)
            return false;
        m_waiting.push_back(std::move(work));
    }
    m_wake.notify_one();
    return true;
}

void WorkQueue::run()
{
    for (;;) {
        std::function<void()> work;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_stopping || !m_waiting.empty(); });
            if (m_waiting.empty())
                return;
            work = std::move(m_waiting.front());
            m_waiting.pop_front();
        }
        work();
    }
}

} // namespace icmp::identity
