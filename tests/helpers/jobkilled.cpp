// SPDX-License-Identifier: GPL-3.0-or-later
//
// The wrapper of `run` on the site at ROOT, which dies by SIGKILL before the call of its own with that number:
//   jobkilled ROOT STORE NUMBER COMMAND [ARG…]
// Descriptor 5 is closed with its end, and gives a byte when the entry has been handed over.
#include "core/operations/datastoregate.h"
#include "core/process/jobrunner.h"
#include "tests/support/faultyfilesystem.h"

#include <QFile>

#include <cstdlib>

#include <fcntl.h>
#include <unistd.h>

using namespace Drydock;

namespace {

constexpr int reportDescriptor = 5;

/// Never destroyed: calls may outlive the runner.
struct Wrapper {
    explicit Wrapper(const Site &site, const QString &name)
        : gate(files, systemProcessTable(), systemClock(), site)
        , store(name)
    {
    }

    Result<void> admit(const ProcessKey &command)
    {
        EntryInfo info;
        info.process = command;
        auto begun = gate.begin(store, Operation::Write, info, Deadline::after(systemClock(), lockTimeLimit));
        if (!begun)
            return failure(begun.error());
        guard = std::move(*begun);
        return {};
    }
    Result<void> handOver(const ProcessKey &from, const ProcessKey &to)
    {
        auto moved = gate.tracker()->move(store, from, to);
        if (moved && ::write(reportDescriptor, "h", 1) != 1)
            std::abort();
        return moved;
    }
    Result<void> restore()
    {
        const auto restored = gate.tracker()->restore(store);
        return restored ? Result<void>() : failure(restored.error());
    }

    FaultyFileSystem files;
    DatastoreGate gate;
    OperationGuard guard;
    QString store;
};

} // namespace

int main(int argc, char **argv)
{
    const InheritedState inherited = InheritedState::take();
    ::fcntl(reportDescriptor, F_SETFD, FD_CLOEXEC);
    if (argc < 5)
        return 2;
    SiteRequest request;
    request.root = QFile::decodeName(argv[1]);
    const auto site = chooseSite(request, SiteEnvironment::fromProcess());
    if (!site)
        return 2;
    auto *const wrapper = new Wrapper(*site, QFile::decodeName(argv[2]));
    wrapper->files.killBeforeCall(std::atoi(argv[3]));

    JobOptions options;
    options.command = argv + 4;
    options.configPath = site->configPath();
    options.trackingPath = site->trackingFolder;
    const JobRegistration registration{
        [wrapper](const ProcessKey &command) { return wrapper->admit(command); },
        [wrapper](const ProcessKey &from, const ProcessKey &to) { return wrapper->handOver(from, to); },
        [wrapper](const ProcessKey &process) { return wrapper->gate.tracker()->remove(wrapper->store, process); },
        [wrapper] { return wrapper->restore(); }};
    JobRunner runner(inherited, options, registration, {}, systemProcessTable(), systemClock());
    endLike(runner.run());
}
