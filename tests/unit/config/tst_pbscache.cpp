// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/uniquefd.h"
#include "core/config/pbscache.h"
#include "tests/support/faultyfilesystem.h"
#include "tests/support/testsite.h"

#include <QFile>
#include <QTest>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <thread>
#include <vector>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Drydock;

namespace {

/// Listens where the proxy with our own pid would, answers one command and remembers it.
class FakeProxy
{
public:
    FakeProxy(const TestSite &site, const QByteArrayList &answer, bool staysSilent = false)
        : m_socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        const QByteArray name = site.root() + "/run/proxmox-backup/control-" + QByteArray::number(::getpid()) + ".sock";
        sockaddr_un address = {};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path + 1, name.constData(), static_cast<size_t>(name.size()));
        const auto length =
            static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + static_cast<size_t>(name.size()));
        if (::bind(m_socket.get(), reinterpret_cast<const sockaddr *>(&address), length) != 0
            || ::listen(m_socket.get(), 1) != 0)
            qFatal("no control socket");
        TestSite::write(site.site().runFolder + "/proxy.pid", QByteArray::number(::getpid()) + '\n');
        m_thread = std::thread([this, answer, staysSilent] { serve(answer, staysSilent); });
    }
    QByteArray command()
    {
        m_thread.join();
        return m_command;
    }
    ~FakeProxy()
    {
        if (m_thread.joinable())
            m_thread.join();
    }

private:
    void serve(const QByteArrayList &answer, bool staysSilent)
    {
        const UniqueFd peer(::accept4(m_socket.get(), nullptr, nullptr, SOCK_CLOEXEC));
        char c = 0;
        while (::read(peer.get(), &c, 1) == 1 && c != '\n')
            m_command.append(c);
        for (const QByteArray &part : answer) {
            if (::send(peer.get(), part.constData(), static_cast<size_t>(part.size()), MSG_NOSIGNAL) < 0)
                return;
        }
        if (staysSilent && ::read(peer.get(), &c, 1) != 0) // until the other side gives up
            m_command.clear();
    }

    UniqueFd m_socket;
    std::thread m_thread;
    QByteArray m_command;
};

QByteArray counterFile(const QByteArray &start, qsizetype size)
{
    QByteArray bytes = start;
    bytes.resize(size, '\0');
    return bytes;
}

const QByteArray mark = QByteArrayLiteral("\x19\xc6\xa8\xe6\x9a\x84\x8f\x83");

} // namespace

class TestPbsCache : public QObject
{
    Q_OBJECT

private slots:
    void addingRaisesTheDatastoreCounterAlone();
    void additionsOfSeveralProcessesAllCount();
    void anUnusableCounterIsRefused_data();
    void anUnusableCounterIsRefused();
    void aReplacedOrShortenedCounterIsNoticed();
    void ownSitesHaveNoCounter();
    void theProxyIsTold_data();
    void theProxyIsTold();
    void aSilentProxyIsGivenUp();
    void withoutALiveProxyNobodyIsTold_data();
    void withoutALiveProxyNobodyIsTold();
    void aMissingListenerIsTold();
};

void TestPbsCache::addingRaisesTheDatastoreCounterAlone() // I-01, I-10
{
    TestSite site(TestSite::Kind::Pbs);
    VersionCounter counter(posixFileSystem(), site.site());
    QVERIFY(counter.open());
    QByteArray expected = TestSite::read(site.site().counterPath());
    QCOMPARE(*counter.value(), 0U);
    QVERIFY(counter.add());
    QVERIFY(counter.add());
    QCOMPARE(*counter.value(), 2U);
    QCOMPARE(site.counter(), 2U);
    const quint64 two = 2;
    std::memcpy(expected.data() + 24, &two, sizeof two);
    QCOMPARE(TestSite::read(site.site().counterPath()), expected);
}

void TestPbsCache::additionsOfSeveralProcessesAllCount() // I-01
{
    constexpr int processes = 4;
    constexpr int additions = 500;
    TestSite site(TestSite::Kind::Pbs);
    std::vector<pid_t> children;
    for (int i = 0; i < processes; ++i) {
        const pid_t child = ::fork();
        if (child == 0) {
            VersionCounter counter(posixFileSystem(), site.site());
            bool ok = counter.open().has_value();
            for (int n = 0; n < additions && ok; ++n)
                ok = counter.add().has_value();
            ::_exit(ok ? 0 : 1);
        }
        children.push_back(child);
    }
    for (const pid_t child : children) {
        int status = -1;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QCOMPARE(status, 0);
    }
    QCOMPARE(site.counter(), quint64{processes * additions});
}

void TestPbsCache::anUnusableCounterIsRefused_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("missing") << QStringLiteral("missing") << ErrorCode::NotFound;
    QTest::newRow("missing folder") << QStringLiteral("no folder") << ErrorCode::NotFound;
    QTest::newRow("empty") << QStringLiteral("empty") << ErrorCode::CounterUnusable;
    QTest::newRow("a byte short") << QStringLiteral("short") << ErrorCode::CounterUnusable;
    QTest::newRow("too long") << QStringLiteral("long") << ErrorCode::CounterUnusable;
    QTest::newRow("another mark") << QStringLiteral("mark") << ErrorCode::CounterUnusable;
    QTest::newRow("folder") << QStringLiteral("folder") << ErrorCode::UnsafeFile;
    QTest::newRow("FIFO") << QStringLiteral("fifo") << ErrorCode::UnsafeFile;
    QTest::newRow("link") << QStringLiteral("link") << ErrorCode::UnsafeFile;
    QTest::newRow("two names") << QStringLiteral("hardlink") << ErrorCode::UnsafeFile;
}

void TestPbsCache::anUnusableCounterIsRefused() // I-01, I-10
{
    QFETCH(QString, kind);
    QFETCH(ErrorCode, code);
    TestSite site(TestSite::Kind::Pbs);
    const QByteArray path = site.site().counterPath();
    const QByteArray outside = site.path("outside");
    QCOMPARE(::rename(path.constData(), outside.constData()), 0);
    if (kind == u"no folder")
        QCOMPARE(::rmdir((site.site().runFolder + "/shmem").constData()), 0);
    else if (kind == u"empty")
        TestSite::write(path, {});
    else if (kind == u"short")
        TestSite::write(path, counterFile(mark, 4095));
    else if (kind == u"long")
        TestSite::write(path, counterFile(mark, 8192));
    else if (kind == u"mark")
        TestSite::write(path, counterFile("\x01" + mark.mid(1), 4096));
    else if (kind == u"folder")
        QCOMPARE(::mkdir(path.constData(), 0770), 0);
    else if (kind == u"fifo")
        QCOMPARE(::mkfifo(path.constData(), 0660), 0);
    else if (kind == u"link")
        QCOMPARE(::symlink(outside.constData(), path.constData()), 0);
    else if (kind == u"hardlink")
        QCOMPARE(::link(outside.constData(), path.constData()), 0);

    const FileStatus before = TestSite::status(path);
    VersionCounter counter(posixFileSystem(), site.site());
    const auto opened = counter.open();
    QVERIFY(!opened);
    QCOMPARE(opened.error().code, code);
    QCOMPARE(opened.error().subject, QFile::decodeName(path));
    QCOMPARE(TestSite::status(path), before); // neither created nor extended
    QCOMPARE(TestSite::read(outside), counterFile(mark, 4096));
    QCOMPARE(QFile::exists(QFile::decodeName(path)), kind != u"missing" && kind != u"no folder");
}

void TestPbsCache::aReplacedOrShortenedCounterIsNoticed() // I-01
{
    TestSite site(TestSite::Kind::Pbs);
    const QByteArray path = site.site().counterPath();
    VersionCounter counter(posixFileSystem(), site.site());
    QVERIFY(counter.open());
    QCOMPARE(::rename(path.constData(), (path + ".old").constData()), 0);
    QCOMPARE(counter.add().error().code, ErrorCode::NotFound);
    TestSite::write(path, counterFile(mark, 4096));
    QCOMPARE(counter.add().error().code, ErrorCode::CounterUnusable);
    QCOMPARE(site.counter(), 0U);
    QVERIFY(counter.open());
    QVERIFY(counter.add());
    QCOMPARE(site.counter(), 1U);
    QCOMPARE(::truncate(path.constData(), 0), 0);
    QCOMPARE(counter.add().error().code, ErrorCode::CounterUnusable);
    QCOMPARE(TestSite::status(path).size, 0);
}

void TestPbsCache::ownSitesHaveNoCounter()
{
    TestSite site;
    FaultyFileSystem files;
    VersionCounter counter(files, site.site());
    QVERIFY(counter.open());
    QVERIFY(counter.add());
    QCOMPARE(*counter.value(), 0U);
    QVERIFY(sendUpdateDatastoreCache(site.site(), QStringLiteral("vault")));
    QCOMPARE(files.callCount(), 0);
}

void TestPbsCache::theProxyIsTold_data()
{
    QTest::addColumn<QByteArrayList>("answer");
    QTest::addColumn<QString>("failure"); // null: success
    QTest::newRow("OK") << QByteArrayList{"OK: null\n"} << QString();
    QTest::newRow("in pieces") << QByteArrayList{"O", "K: nu", "ll\nmore"} << QString();
    QTest::newRow("without an end of line") << QByteArrayList{"OK: null"} << QString();
    QTest::newRow("ERROR") << QByteArrayList{"ERROR: no such datastore\n"}
                           << QStringLiteral("ERROR: no such datastore");
    QTest::newRow("something else") << QByteArrayList{"hello\n"} << QStringLiteral("hello");
    QTest::newRow("nothing") << QByteArrayList{} << QStringLiteral("no answer");
    QTest::newRow("without end") << QByteArrayList{QByteArray(100'000, 'x')} << QStringLiteral("xxx");
}

void TestPbsCache::theProxyIsTold()
{
    QFETCH(QByteArrayList, answer);
    QFETCH(QString, failure);
    TestSite site(TestSite::Kind::Pbs);
    FakeProxy proxy(site, answer);
    const auto sent = sendUpdateDatastoreCache(site.site(), QStringLiteral("vault"));
    QCOMPARE(proxy.command(), R"({"command":"update-datastore-cache","args":"vault"})");
    QCOMPARE(sent.has_value(), failure.isNull());
    if (!sent) {
        QCOMPARE(sent.error().code, ErrorCode::Io);
        QVERIFY(sent.error().detail.startsWith(failure));
        QVERIFY(sent.error().detail.size() <= 70'000);
        QVERIFY(sent.error().subject.contains(QStringLiteral("/control-")));
    }
}

void TestPbsCache::aSilentProxyIsGivenUp()
{
    TestSite site(TestSite::Kind::Pbs);
    FakeProxy proxy(site, {"OK"}, true);
    const auto sent = sendUpdateDatastoreCache(site.site(), QStringLiteral("vault"));
    QCOMPARE(sent.error().code, ErrorCode::TimedOut);
    QVERIFY(!proxy.command().isEmpty());
}

void TestPbsCache::withoutALiveProxyNobodyIsTold_data()
{
    QTest::addColumn<QByteArray>("pidFile");
    const pid_t child = ::fork();
    if (child == 0)
        ::_exit(0);
    ::waitpid(child, nullptr, 0);
    QTest::newRow("no proxy.pid") << QByteArray();
    QTest::newRow("a dead pid") << QByteArray::number(child);
    QTest::newRow("not a number") << QByteArray("proxy\n");
    QTest::newRow("pid 0 would be our group") << QByteArray("0\n");
    QTest::newRow("negative pid would be a group") << QByteArray("-1\n");
    QTest::newRow("too big") << QByteArray("99999999999999999999999999999999999999999999\n");
}

void TestPbsCache::withoutALiveProxyNobodyIsTold()
{
    QFETCH(QByteArray, pidFile);
    TestSite site(TestSite::Kind::Pbs);
    if (!pidFile.isEmpty())
        TestSite::write(site.site().runFolder + "/proxy.pid", pidFile);
    QVERIFY(sendUpdateDatastoreCache(site.site(), QStringLiteral("vault")));
}

void TestPbsCache::aMissingListenerIsTold()
{
    TestSite site(TestSite::Kind::Pbs);
    TestSite::write(site.site().runFolder + "/proxy.pid", QByteArray::number(::getpid()));
    const auto sent = sendUpdateDatastoreCache(site.site(), QStringLiteral("vault"));
    QCOMPARE(sent.error().code, ErrorCode::Io);
    QCOMPARE(sent.error().systemError, ECONNREFUSED);

    Site deep = site.site();
    deep.systemRoot = '/' + QByteArray(120, 'x');
    QCOMPARE(sendUpdateDatastoreCache(deep, QStringLiteral("vault")).error().systemError, ENAMETOOLONG);
}

QTEST_APPLESS_MAIN(TestPbsCache)
#include "tst_pbscache.moc"
