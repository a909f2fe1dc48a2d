// SPDX-License-Identifier: GPL-3.0-or-later
//
// Registers operations on the stores of a site, past the gate or through it. Arguments: `root DIR`, or `pbs SYSROOT`.
// One line in, one line out:
//   begin STORE read|write     through the gate                       ok | ERROR-NAME
//   end                        releases what was begun last           ok | ERROR-NAME
//   acquire STORE read|write   without looking at the mode            ok | ERROR-NAME
//   release STORE read|write                                          ok | ERROR-NAME
#include "core/base/posixfilesystem.h"
#include "core/operations/datastoregate.h"

#include <QByteArrayList>

#include <iostream>
#include <string>
#include <vector>

using namespace Drydock;

namespace {

Result<Site> siteOf(const QByteArray &kind, const QString &folder)
{
    SiteEnvironment environment = SiteEnvironment::fromProcess();
    SiteRequest request;
    if (kind == "pbs") {
        environment.systemRoot = folder;
        request.site = QStringLiteral("pbs");
    } else {
        request.root = folder;
    }
    return chooseSite(request, environment);
}

class Holder
{
public:
    explicit Holder(const Site &site)
        : m_gate(posixFileSystem(), systemProcessTable(), systemClock(), site)
    {
    }

    Result<void> obey(const QByteArrayList &words);

private:
    DatastoreGate m_gate;
    std::vector<OperationGuard> m_begun;
};

Result<void> Holder::obey(const QByteArrayList &words)
{
    if (words.first() == "end" && !m_begun.empty()) {
        OperationGuard guard = std::move(m_begun.back());
        m_begun.pop_back();
        return guard.release();
    }
    const QString store = QString::fromUtf8(words.value(1));
    const auto operation = operationFromName(QString::fromUtf8(words.value(2)));
    const Deadline deadline = Deadline::after(systemClock(), lockTimeLimit);
    if (!operation)
        return failure(ErrorCode::Io, store, QStringLiteral("no such operation"));
    if (words.first() == "release")
        return m_gate.tracker()->release(store, *operation, {});
    if (words.first() == "acquire")
        return m_gate.tracker()->acquire(store, *operation, {}, deadline);
    auto begun = m_gate.begin(store, *operation, {}, deadline);
    if (!begun)
        return failure(begun.error());
    m_begun.push_back(std::move(*begun));
    return {};
}

} // namespace

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    const auto site = siteOf(argv[1], QString::fromLocal8Bit(argv[2]));
    if (!site)
        return 2;
    Holder holder(*site);
    std::string line;
    while (std::getline(std::cin, line)) {
        const auto done = holder.obey(QByteArray::fromStdString(line).split(' '));
        std::cout << (done ? "ok" : errorName(done.error().code).data()) << std::endl;
    }
    return 0;
}
