// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/drain/drainmonitor.h"
#include "tests/soak/soakboard.h"
#include "tests/soak/soakmodel.h"

#include <QByteArrayList>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace Drydock {

/// Everybody who looks on: a monitor in this process, and programs that watch (`drydockctl watch --json`). What each
/// shows goes to the board as it is shown, or as it is read.
class SoakObservers
{
public:
    SoakObservers(SoakBoard &board, const Site &site, int programs);
    ~SoakObservers(); ///< their programs end, too

    struct Shown {
        QByteArray state;
        quint64 mode = 0;
        std::optional<OperationCounts> counts;
    };
    /// Whether all show the store so; if not, `differing` names who does not, and what it shows.
    [[nodiscard]] bool agree(quint32 store, SoakMode mode, quint64 number, const SoakModel::Bounds &bounds,
                             QByteArray *differing) const;
    /// Until somebody shows something new, or the time is over.
    void awaitNews(std::chrono::milliseconds limit);
    /// Until the monitor shows the store as drained, or the time is over.
    void awaitDrained(quint32 store, std::chrono::milliseconds limit);
    [[nodiscard]] quint64 marks() const; ///< how often drained was shown
    [[nodiscard]] QList<pid_t> programs() const;

private:
    struct Observer {
        quint32 process = 0;
        std::array<Shown, SoakBoard::stores> shown;
        std::array<std::shared_ptr<const StoreSnapshot>, SoakBoard::stores> last;
        pid_t pid = 0;
        UniqueFd output;
        std::thread reader;
    };

    void take(const SiteSnapshot &snapshot);
    void read(Observer *observer);
    void takeLine(Observer *observer, const QByteArray &line);
    void show(Observer *observer, quint32 store, const Shown &shown);

    SoakBoard &m_board;
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    quint64 m_news = 0;
    quint64 m_seen = 0;
    quint64 m_marks = 0;
    std::vector<std::unique_ptr<Observer>> m_observers; ///< the first is the monitor
    std::unique_ptr<DrainMonitor> m_monitor;
};

} // namespace Drydock
