// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/watchcommand.h"

#include "app/cli/clitext.h"
#include "app/cli/snapshotwaiter.h"
#include "app/cli/storeevents.h"
#include "core/base/displaytext.h"

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

void say(const Session &session, const StoreEvent &event)
{
    const qint64 now = session.now();
    if (session.output.json())
        session.output.document(eventToJson(event, now));
    else
        session.output.text(eventLine(event, session.output, now) + u'\n');
}

} // namespace

ExitCode WatchCommand::run(Session &session)
{
    const QStringList names = session.arguments.arguments;
    SnapshotWaiter waiter(session.monitorSurroundings(), session.site, session.surroundings.console.outDescriptor());
    waiter.start(true);
    SiteSnapshotPointer before;
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
            say(session, event);
        if (session.output.isBroken())
            return ExitCode::Done; // the reader has gone, or finish() says why it cannot be written
        before = after;
    }
}

} // namespace Drydock
