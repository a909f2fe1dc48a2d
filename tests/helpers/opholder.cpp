// SPDX-License-Identifier: GPL-3.0-or-later
//
// opholder ROOT: holds operations of the site at ROOT. One line in, one line out:
//   begin STORE read|write     through the gate                  held N | ERROR-NAME
//   clone N                    of a held one                     held N | ERROR-NAME
//   release N                                                    released | ERROR-NAME
//   pairs STORE N              begins and releases N times       done | ERROR-NAME
//   leave                      ends without releasing
//   die                        SIGKILL to itself
// At the end of its input it releases what it holds and ends.
#include "core/base/posixfilesystem.h"
#include "core/operations/datastoregate.h"

#include <QByteArrayList>
#include <QFile>

#include <iostream>
#include <map>
#include <string>

#include <signal.h>
#include <unistd.h>

using namespace Drydock;

namespace {

class Holder
{
public:
    explicit Holder(const Site &site)
        : m_gate(posixFileSystem(), systemProcessTable(), systemClock(), site)
    {
    }

    QByteArray obey(const QByteArrayList &words);

private:
    QByteArray begin(const QString &store, const QString &operation);
    QByteArray hold(Result<OperationGuard> guard);
    QByteArray release(int number);
    QByteArray pairs(const QString &store, int count);

    DatastoreGate m_gate;
    std::map<int, OperationGuard> m_held;
    int m_last = 0;
};

QByteArray nameOf(const Error &error)
{
    return QByteArray(errorName(error.code).data());
}

QByteArray Holder::begin(const QString &store, const QString &operation)
{
    const auto wanted = operationFromName(operation);
    if (!wanted)
        return "unknown operation";
    return hold(m_gate.begin(store, *wanted, {}, Deadline::after(systemClock(), lockTimeLimit)));
}

QByteArray Holder::hold(Result<OperationGuard> guard)
{
    if (!guard)
        return nameOf(guard.error());
    m_held.emplace(++m_last, std::move(*guard));
    return "held " + QByteArray::number(m_last);
}

QByteArray Holder::release(int number)
{
    const auto held = m_held.find(number);
    if (held == m_held.end())
        return "not held";
    const auto released = held->second.release();
    m_held.erase(held);
    return released ? "released" : nameOf(released.error());
}

QByteArray Holder::pairs(const QString &store, int count)
{
    for (int i = 0; i < count; ++i) {
        auto guard = m_gate.begin(store, i % 2 == 0 ? Operation::Read : Operation::Write, {},
                                  Deadline::after(systemClock(), lockTimeLimit));
        if (!guard)
            return nameOf(guard.error());
        if (const auto released = guard->release(); !released)
            return nameOf(released.error());
    }
    return "done";
}

QByteArray Holder::obey(const QByteArrayList &words)
{
    const QByteArray command = words.value(0);
    const QString store = QString::fromUtf8(words.value(1));
    if (command == "begin")
        return begin(store, QString::fromUtf8(words.value(2)));
    if (command == "clone") {
        const auto held = m_held.find(words.value(1).toInt());
        return held == m_held.end() ? "not held" : hold(held->second.clone());
    }
    if (command == "release")
        return release(words.value(1).toInt());
    if (command == "pairs")
        return pairs(store, words.value(2).toInt());
    if (command == "leave")
        ::_exit(0);
    if (command == "die")
        ::kill(::getpid(), SIGKILL);
    return "unknown command";
}

} // namespace

int main(int argc, char **argv)
{
    SiteRequest request;
    request.root = QFile::decodeName(argc > 1 ? argv[1] : "");
    const auto site = chooseSite(request, SiteEnvironment::fromProcess());
    if (!site) {
        std::cerr << "opholder: no site" << std::endl;
        return 2;
    }
    Holder holder(*site);
    for (std::string line; std::getline(std::cin, line);)
        std::cout << holder.obey(QByteArray::fromStdString(line).split(' ')).constData() << std::endl;
    return 0;
}
