// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/soak/soakobservers.h"

#include "core/base/posixfilesystem.h"
#include "core/process/processid.h"
#include "tests/soak/soakconfig.h"
#include "tests/soak/soakprocess.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

namespace Drydock {

namespace {

bool isBetween(const OperationCounts &counts, const SoakModel::Bounds &bounds)
{
    return counts.read >= bounds.least.read && counts.read <= bounds.most.read && counts.write >= bounds.least.write
           && counts.write <= bounds.most.write;
}

QByteArray expectedState(SoakMode mode, const OperationCounts &counts)
{
    if (mode == SoakMode::Open)
        return "none";
    const bool isDraining = counts.write > 0 || (mode == SoakMode::Offline && counts.read > 0);
    return isDraining ? "draining" : "drained";
}

QByteArray textOf(const OperationCounts &counts)
{
    return QByteArray::number(counts.read) + '/' + QByteArray::number(counts.write);
}

/// The number in "disk2"; stores if it is none of ours.
quint32 storeNumber(const QString &name)
{
    return name.startsWith(u"disk") ? name.mid(4).toUInt() : SoakBoard::stores;
}

} // namespace

SoakObservers::SoakObservers(SoakBoard &board, const Site &site, int programs)
    : m_board(board)
{
    for (int i = 0; i <= programs; ++i) {
        m_observers.push_back(std::make_unique<Observer>());
        Observer *observer = m_observers.back().get();
        observer->process = board.newProcess();
        if (i == 0)
            continue;
        int ends[2] = {-1, -1};
        if (::pipe2(ends, O_CLOEXEC) != 0)
            qFatal("soak: no pipe");
        observer->output.reset(ends[0]);
        const UniqueFd writing(ends[1]);
        observer->pid = startProcess({DRYDOCK_BIN_DIR "/drydockctl", "--root", site.configFolder, "--json", "watch"}, 0,
                                     writing.get());
        board.tellIdentity(observer->process, observer->pid);
        observer->reader = std::thread([this, observer] { read(observer); });
    }
    m_monitor = std::make_unique<DrainMonitor>(
        MonitorSurroundings{posixFileSystem(), systemProcessTable(), systemClock(), [] { return PbsHost(); }}, site,
        [this](const SiteSnapshotPointer &snapshot) { take(*snapshot); });
    m_monitor->setAttention(true);
    m_monitor->start();
}

SoakObservers::~SoakObservers()
{
    m_monitor.reset(); // its thread uses the rest
    for (const auto &observer : m_observers) {
        if (observer->pid == 0)
            continue;
        ::kill(observer->pid, SIGKILL); // and with it goes the only one who writes to its reader
        observer->reader.join();
    }
}

QList<pid_t> SoakObservers::programs() const
{
    QList<pid_t> pids;
    for (const auto &observer : m_observers)
        pids.append(observer->pid);
    return pids.mid(1);
}

void SoakObservers::take(const SiteSnapshot &snapshot)
{
    Observer *monitor = m_observers.front().get();
    for (const auto &store : snapshot.stores) {
        const quint32 number = storeNumber(store->name);
        if (number >= SoakBoard::stores || monitor->last.at(number) == store)
            continue;
        monitor->last.at(number) = store;
        const QLatin1String state = drainStateName(store->state);
        show(monitor, number,
             {QByteArray(state.data(), state.size()), modeNumber(store->mode.message.toLatin1()), store->counts});
    }
}

void SoakObservers::read(Observer *observer)
{
    QByteArray text;
    char bytes[4096];
    for (ssize_t length = 1; length > 0;) {
        length = ::read(observer->output.get(), bytes, sizeof bytes);
        text.append(bytes, length > 0 ? length : 0);
        for (qsizetype end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
            takeLine(observer, text.left(end));
            text.remove(0, end + 1);
        }
    }
}

void SoakObservers::takeLine(Observer *observer, const QByteArray &line)
{
    const QJsonObject store = QJsonDocument::fromJson(line).object().value(u"store").toObject();
    const quint32 number = storeNumber(store.value(u"name").toString());
    if (number >= SoakBoard::stores)
        return;
    const QJsonObject drain = store.value(u"drain").toObject();
    Shown shown{drain.value(u"state").toString().toLatin1(),
                modeNumber(store.value(u"mode").toObject().value(u"message").toString().toLatin1()), std::nullopt};
    if (drain.value(u"read").isDouble())
        shown.counts = OperationCounts{drain.value(u"read").toInteger(), drain.value(u"write").toInteger()};
    show(observer, number, shown);
}

void SoakObservers::show(Observer *observer, quint32 store, const Shown &shown)
{
    const std::lock_guard lock(m_mutex);
    Shown &before = observer->shown.at(store);
    const bool isDrained = shown.state == "drained";
    if (isDrained != (before.state == "drained") || (isDrained && shown.mode != before.mode)) {
        SoakEvent event{SoakEvent::Shown, observer->process, store, 0, shown.mode};
        event.value = isDrained ? 1 : 0;
        m_board.log(event);
        m_marks += event.value;
    }
    before = shown;
    ++m_news;
    m_changed.notify_all();
}

bool SoakObservers::agree(quint32 store, SoakMode mode, quint64 number, const SoakModel::Bounds &bounds,
                          QByteArray *differing) const
{
    const std::lock_guard lock(m_mutex);
    const bool isExact = bounds.least == bounds.most;
    for (const auto &observer : m_observers) {
        const Shown &shown = observer->shown.at(store);
        if (shown.counts && shown.mode == number && isBetween(*shown.counts, bounds)
            && (!isExact || shown.state == expectedState(mode, bounds.least)))
            continue;
        *differing = "observer " + QByteArray::number(observer->process) + " shows " + soakStoreName(store)
                     + " in mode m" + QByteArray::number(shown.mode) + ' ' + shown.state + ' '
                     + (shown.counts ? textOf(*shown.counts) : QByteArray("?")) + ", not m" + QByteArray::number(number)
                     + ' ' + textOf(bounds.least) + " to " + textOf(bounds.most);
        return false;
    }
    return true;
}

void SoakObservers::awaitNews(std::chrono::milliseconds limit)
{
    std::unique_lock lock(m_mutex);
    m_changed.wait_for(lock, limit, [this] { return m_news != m_seen; });
    m_seen = m_news;
}

void SoakObservers::awaitDrained(quint32 store, std::chrono::milliseconds limit)
{
    std::unique_lock lock(m_mutex);
    m_changed.wait_for(lock, limit, [&] { return m_observers.front()->shown.at(store).state == "drained"; });
}

quint64 SoakObservers::marks() const
{
    const std::lock_guard lock(m_mutex);
    return m_marks;
}

} // namespace Drydock
