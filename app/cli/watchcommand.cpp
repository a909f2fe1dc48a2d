// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/watchcommand.h"

#include "app/cli/clitext.h"
#include "app/cli/snapshotwaiter.h"
#include "app/cli/storeevents.h"

#include <QDateTime>
#include <QHash>

#include <utility>

namespace Drydock {

namespace {

/// Null if all are there, or may be.
std::optional<Failure> missingStore(const SiteSnapshot &snapshot, const QStringList &names)
{
    if (snapshot.configError)
        return std::nullopt;
    for (const QString &name : names) {
        if (snapshot.find(name) == nullptr)
            return Failure::of(ErrorCode::NoSuchStore, name);
    }
    return std::nullopt;
}

/// One line for each event, but for people none that says what the last one of its store said.
class Sayer
{
public:
    explicit Sayer(const Session &session)
        : m_session(session)
    {
    }

    void say(const StoreEvent &event)
    {
        const qint64 now = m_session.now();
        if (m_session.output.json()) {
            m_session.output.document(eventToJson(event, now));
            return;
        }
        const QString line = eventLine(event, m_session.output, now);
        if (event.store != nullptr && std::exchange(m_last[event.store->name], line) == line)
            return;
        const QString time = QDateTime::fromSecsSinceEpoch(now).toString(QStringLiteral("HH:mm:ss"));
        m_session.output.text(time + u"  "_qs + line + u'\n');
    }

private:
    const Session &m_session;
    QHash<QString, QString> m_last;
};

} // namespace

ExitCode WatchCommand::run(Session &session)
{
    const QStringList names = session.arguments.arguments;
    SnapshotWaiter waiter(session.monitorSurroundings(), session.site, session.surroundings.console.outDescriptor());
    waiter.start(true);
    SiteSnapshotPointer before;
    Sayer sayer(session);
    for (;;) {
        const SnapshotWaiter::Wake wake = waiter.wait({});
        if (wake == SnapshotWaiter::Wake::Interrupted)
            InterruptWatch::die();
        if (wake == SnapshotWaiter::Wake::OutputClosed)
            return ExitCode::Done;
        const SiteSnapshotPointer after = waiter.latest();
        if (before == nullptr) {
            if (const auto missing = missingStore(*after, names))
                return session.output.fail(*missing);
        }
        for (const StoreEvent &event : eventsBetween(before.get(), *after, names))
            sayer.say(event);
        if (session.output.isBroken())
            return ExitCode::Done; // the reader has gone, or finish() says why it cannot be written
        before = rememberedSnapshot(before.get(), after);
    }
}

} // namespace Drydock
