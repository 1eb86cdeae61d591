// A few threads and a bounded queue before them: what does not fit is refused at once instead of waiting for
// ever.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace icmp::identity {

class WorkQueue {
public:
    WorkQueue(int threads, int waitingMax);
    // Finishes what was accepted.
    ~WorkQueue();
    WorkQueue(const WorkQueue &) = delete;
    WorkQueue &operator=(const WorkQueue &) = delete;

    // Whether `work` will run, on one of the threads.
    [[nodiscard]] bool offer(std::function<void()> work);

private:
    void run();

    const size_t m_waitingMax;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<std::function<void()>> m_waiting;
    bool m_stopping = false;
    std::vector<std::thread> m_threads;
};

} // namespace icmp::identity
