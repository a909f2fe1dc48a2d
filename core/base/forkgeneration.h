// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <atomic>
#include <memory>
#include <utility>

#include <sys/types.h>

namespace Drydock {

/// Number of forks between the program's start and this process (pthread_atfork); kept descriptors, the cached own
/// identity and the ledger belong to one generation.
[[nodiscard]] quint64 forkGeneration();
/// getpid() without the system call.
[[nodiscard]] pid_t ownPid();

/// A T of which each fork generation has its own: in a forked child get() gives a new one, since a mutex of the
/// parent's may be held by a thread that does not exist there. The child calls abandon() of the parent's T once, to
/// close what it inherited: that function may touch descriptors, no mutex. The parent's T itself is given up, not
/// destroyed (destroying a condition variable waits for its waiters, which are not there either).
/// Thread: any. After the first get() of a generation it neither locks nor allocates.
template <class T>
class PerGeneration
{
public:
    PerGeneration() = default;
    PerGeneration(const PerGeneration &) = delete;
    PerGeneration &operator=(const PerGeneration &) = delete;
    ~PerGeneration()
    {
        Node *node = m_node.load(std::memory_order_acquire);
        if (node != nullptr && node->generation == forkGeneration())
            delete node;
        else if (node != nullptr)
            node->value.abandon();
    }

    T &get()
    {
        Node *node = m_node.load(std::memory_order_acquire);
        if (node != nullptr && node->generation == forkGeneration())
            return node->value;
        return renew(node);
    }

private:
    struct Node {
        quint64 generation = forkGeneration();
        T value{};
        Node *previous = nullptr; ///< so that leak checkers see what is kept on purpose
    };

    T &renew(Node *inherited)
    {
        auto fresh = std::make_unique<Node>();
        fresh->previous = inherited;
        // Two threads may come here at once: the first one's node is everybody's.
        if (!m_node.compare_exchange_strong(inherited, fresh.get(), std::memory_order_acq_rel))
            return inherited->value;
        if (inherited != nullptr)
            inherited->value.abandon();
        return fresh.release()->value;
    }

    std::atomic<Node *> m_node = nullptr;
};

} // namespace Drydock
