// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/composition.h"
#include "core/base/posixfilesystem.h"
#include "core/operations/operationtracker.h"
#include "tests/bench/crowd.h"
#include "tests/bench/guicases.h"
#include "tests/bench/measure.h"
#include "tests/support/testsite.h"
#include "ui/mainwindow.h"
#include "ui/widgets/drainindicator.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QPointer>
#include <QRandomGenerator>
#include <QTimer>

#include <csignal>
#include <cstdio>

namespace Drydock {

namespace {

using Time = std::chrono::steady_clock::time_point;

constexpr int longestPause = 50; // milliseconds; three frames, so that a change may come at any moment of one
const QString store = QStringLiteral("vault");

struct OfflineSite : TestSite {
    OfflineSite() { addStore("vault", "offline"); }
};

/// The real window on a real site, and when its indicator was painted last with what it says.
class PaintedIndicator : public QObject
{
public:
    PaintedIndicator()
        : m_composition({{m_site.site()}, ColorScheme::System, QString::fromLocal8Bit(m_site.path("drydock.conf"))})
    {
        m_composition.window().show();
    }

    [[nodiscard]] const Site &site() const { return m_site.site(); }

    /// Runs the event loop until the indicator has been painted when its name ended like that; when it was.
    Time waitFor(const QString &end)
    {
        QEventLoop loop;
        QTimer::singleShot(std::chrono::seconds{30}, &loop, [] { giveUp("waiting for the indicator"); });
        for (;;) {
            if (m_indicator == nullptr) {
                m_indicator = m_composition.window().findChild<DrainIndicator *>(QStringLiteral("drain-indicator"));
                if (m_indicator != nullptr)
                    m_indicator->installEventFilter(this);
            }
            if (m_painted.endsWith(end))
                return m_paintedAt;
            loop.processEvents(QEventLoop::WaitForMoreEvents);
        }
    }

    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() == QEvent::Paint) {
            m_painted = m_indicator->accessibleName();
            m_paintedAt = std::chrono::steady_clock::now();
        }
        return false;
    }

private:
    OfflineSite m_site;
    Composition m_composition;
    QPointer<DrainIndicator> m_indicator;
    QString m_painted;
    Time m_paintedAt;
};

void pauseAWhile()
{
    QEventLoop loop;
    QTimer::singleShot(QRandomGenerator::global()->bounded(longestPause), &loop, &QEventLoop::quit);
    loop.exec();
}

const auto waiting = QStringLiteral("1 conflicting task still active");
const auto finished = QStringLiteral("No operations left");

Summary framesAfterRelease(PaintedIndicator &shown, int rounds)
{
    OperationTracker tracker(posixFileSystem(), systemProcessTable(), systemClock(), shown.site());
    Samples samples;
    for (int i = 0; i < rounds; ++i) {
        if (!tracker.acquire(store, Operation::Write, {}, Deadline::after(systemClock(), lockTimeLimit)))
            giveUp("beginning an operation");
        shown.waitFor(waiting);
        pauseAWhile();
        const auto begin = std::chrono::steady_clock::now();
        if (!tracker.release(store, Operation::Write, {}))
            giveUp("releasing an operation");
        samples.push_back(std::chrono::nanoseconds(shown.waitFor(finished) - begin).count());
    }
    return summarise(samples);
}

Summary framesAfterKill(PaintedIndicator &shown, int rounds)
{
    SiteFolder tracking(posixFileSystem(), shown.site().trackingFolder);
    Samples samples;
    for (int i = 0; i < rounds; ++i) {
        const Crowd blocker(1);
        const QList<TrackingEntry> entries = blocker.entries();
        if (!tracking.replace(store.toLatin1(), printTracking(entries), shown.site().trackingOwner, Durability::None))
            giveUp("writing the tracking file");
        shown.waitFor(waiting);
        pauseAWhile();
        const auto begin = std::chrono::steady_clock::now();
        ::kill(entries.first().process.pid, SIGKILL);
        samples.push_back(std::chrono::nanoseconds(shown.waitFor(finished) - begin).count());
    }
    return summarise(samples);
}

} // namespace

void benchFrame(const GuiOptions &options)
{
    PaintedIndicator shown;
    const Summary release = framesAfterRelease(shown, options.rounds);
    const Summary kill = framesAfterKill(shown, options.rounds);
    std::printf(R"({"case":"frame","pairs":%d,"median_ns":%lld,"p99_ns":%lld,"max_ns":%lld,)"
                R"("kill_median_ns":%lld,"kill_p99_ns":%lld,"kill_max_ns":%lld})"
                "\n",
                options.rounds, release.median, release.p99, release.max, kill.median, kill.p99, kill.max);
    std::fflush(stdout);
}

} // namespace Drydock
