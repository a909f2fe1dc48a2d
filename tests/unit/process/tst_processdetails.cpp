// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/loginuser.h"
#include "core/process/processdetails.h"

#include <QTest>

#include <vector>

#include <fcntl.h>
#include <pwd.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Drydock;

/// What is said of a blocker is of that very process, and harmless to print (I-05: identity is pid and start time).
class TestProcessDetails : public QObject
{
    Q_OBJECT

private slots:
    void unitIsTheLastServiceOrScope_data();
    void unitIsTheLastServiceOrScope();
    void commandLineReadsBack_data();
    void commandLineReadsBack();
    void longCommandLineIsCut();
    void userIsTheEffectiveOne();
    void userWithoutNameIsItsNumber();
    void otherProcessOfThatPidSaysNothing();
    void endedProcessHasItsNameInBrackets();
    void reapedProcessSaysNothing();
};

namespace {

/// A shell that waits for input, started with an argv of the test's choice; ends with the object.
class WaitingShell
{
public:
    explicit WaitingShell(const QByteArrayList &words)
    {
        std::vector<char *> argv;
        for (const QByteArray &word : words)
            argv.push_back(const_cast<char *>(word.constData()));
        argv.push_back(nullptr);
        int input[2];
        int executed[2];
        if (::pipe2(input, O_CLOEXEC) < 0 || ::pipe2(executed, O_CLOEXEC) < 0)
            qFatal("no pipe");
        m_pid = ::fork();
        if (m_pid == 0) {
            ::dup2(input[0], STDIN_FILENO);
            ::execv("/bin/sh", argv.data());
            ::_exit(127);
        }
        ::close(input[0]);
        ::close(executed[1]);
        char byte = 0;
        while (::read(executed[0], &byte, 1) > 0) { }
        ::close(executed[0]); // its other end was closed by exec
        m_input = input[1];
    }
    WaitingShell(const WaitingShell &) = delete;
    WaitingShell &operator=(const WaitingShell &) = delete;
    ~WaitingShell()
    {
        end();
        ::waitpid(m_pid, nullptr, 0);
    }

    [[nodiscard]] ProcessKey key() const
    {
        const auto text = systemProcessTable().readStat(m_pid);
        const auto stat = text ? parseProcStat(*text) : std::nullopt;
        return {m_pid, stat ? stat->startTime : 0};
    }
    void end()
    {
        if (m_input >= 0)
            ::close(std::exchange(m_input, -1));
        siginfo_t info{};
        ::waitid(P_PID, static_cast<id_t>(m_pid), &info, WEXITED | WNOWAIT);
    }

private:
    pid_t m_pid = 0;
    int m_input = -1;
};

const QByteArray waiting = QByteArrayLiteral("read line");

} // namespace

void TestProcessDetails::unitIsTheLastServiceOrScope_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("unit");

    QTest::newRow("service") << QByteArray("0::/system.slice/borg.service\n") << u"borg.service"_qs;
    QTest::newRow("application in a session")
        << QByteArray("0::/user.slice/user-1000.slice/user@1000.service/app.slice/app-foo.scope\n")
        << u"app-foo.scope"_qs;
    QTest::newRow("group below a service")
        << QByteArray("0::/system.slice/docker.service/init/payload\n") << u"docker.service"_qs;
    QTest::newRow("escaped dash") << QByteArray("0::/system.slice/nightly\\x2dbackup.service\n")
                                  << u"nightly-backup.service"_qs;
    QTest::newRow("escape cut short") << QByteArray("0::/system.slice/a\\x2.service\n") << u"a\\x2.service"_qs;
    QTest::newRow("escaped control character")
        << QByteArray("0::/system.slice/a\\x0ab.service\n") << u"a\\nb.service"_qs;
    QTest::newRow("name that a control file could have")
        << QByteArray("0::/system.slice/_cpu.service\n") << u"cpu.service"_qs;
    QTest::newRow("removed group") << QByteArray("0::/system.slice/old.service (deleted)\n") << u"old.service"_qs;
    QTest::newRow("version 1") << QByteArray(
        "12:pids:/system.slice/x.service\n1:name=systemd:/system.slice/cron.service\n")
                               << u"cron.service"_qs;
    QTest::newRow("both versions, the unit in version 1")
        << QByteArray("1:name=systemd:/system.slice/cron.service\n0::/\n") << u"cron.service"_qs;
    QTest::newRow("colon in the path") << QByteArray("0::/system.slice/a:b.service\n") << u"a:b.service"_qs;
    QTest::newRow("no unit") << QByteArray("0::/\n") << QString();
    QTest::newRow("slice alone") << QByteArray("0::/user.slice\n") << QString();
    QTest::newRow("nothing readable") << QByteArray() << QString();
    QTest::newRow("no such lines") << QByteArray("::\nx\n") << QString();
}

void TestProcessDetails::unitIsTheLastServiceOrScope()
{
    QFETCH(QByteArray, text);
    QTEST(unitFromCgroup(text), "unit");
}

void TestProcessDetails::commandLineReadsBack_data()
{
    QTest::addColumn<QByteArrayList>("words");
    QTest::addColumn<QString>("command");

    const auto row = [](const char *name, const QByteArrayList &extra, const QString &text) {
        QTest::newRow(name) << QByteArrayList{"sh", "-c", waiting, "job"} + extra << u"sh -c 'read line' job"_qs + text;
    };
    row("plain words", {"--repo=/mnt/a,b", "x@y:z"}, u" --repo=/mnt/a,b x@y:z"_qs);
    row("blank", {"two words"}, u" 'two words'"_qs);
    row("empty", {"", "x"}, u" '' x"_qs);
    row("quote", {"it's"}, u" 'it'\\''s'"_qs);
    row("newline cannot forge a line", {"a\nb"}, u" 'a\\nb'"_qs);
    row("escape sequence", {"\x1b[2J"}, u" '\\u001b[2J'"_qs);
    row("text that runs backwards",
        {"\xe2\x80\xae"
         "fdp.exe"},
        u" \\u202efdp.exe"_qs);
    row("letters of others", {"\xc3\xbc\xe4\xb8\xad"}, u" \u00fc\u4e2d"_qs);
    row("bytes that are no text",
        {"a\xff"
         "b"},
        u" a\ufffd"
        "b"_qs);
    QTest::newRow("a title over the arguments")
        << QByteArrayList{"backup: waiting for input"} << u"backup: waiting for input"_qs;
}

void TestProcessDetails::commandLineReadsBack()
{
    QFETCH(QByteArrayList, words);
    const WaitingShell shell(words);
    const auto details = readProcessDetails(systemProcessTable(), shell.key());
    QVERIFY(details);
    QTEST(details->command, "command");
}

void TestProcessDetails::longCommandLineIsCut()
{
    const WaitingShell shell({"sh", "-c", waiting, QByteArray(100'000, 'x')});
    const auto details = readProcessDetails(systemProcessTable(), shell.key());
    QVERIFY(details);
    QVERIFY(details->command.startsWith(u"sh -c 'read line' xxx"));
    QVERIFY(details->command.endsWith(u'\u2026'));
    QVERIFY(details->command.size() < 5000);
}

void TestProcessDetails::userIsTheEffectiveOne()
{
    const WaitingShell shell({"sh"});
    const auto details = readProcessDetails(systemProcessTable(), shell.key());
    QVERIFY(details);
    const passwd *entry = ::getpwuid(::geteuid());
    QCOMPARE(details->user, entry ? QString::fromUtf8(entry->pw_name) : QString::number(::geteuid()));
}

void TestProcessDetails::userWithoutNameIsItsNumber()
{
    QCOMPARE(userName(0), u"root"_qs);
    QCOMPARE(userName(3'999'999'999), u"3999999999"_qs);
}

void TestProcessDetails::otherProcessOfThatPidSaysNothing()
{
    const WaitingShell shell({"sh"});
    ProcessKey other = shell.key();
    ++other.startTime;
    QVERIFY(readProcessDetails(systemProcessTable(), shell.key()));
    QVERIFY(!readProcessDetails(systemProcessTable(), other));
}

void TestProcessDetails::endedProcessHasItsNameInBrackets()
{
    WaitingShell shell({"sh"});
    shell.end();
    const auto details = readProcessDetails(systemProcessTable(), shell.key());
    QVERIFY(details);
    QCOMPARE(details->command, u"[sh]"_qs);
}

void TestProcessDetails::reapedProcessSaysNothing()
{
    ProcessKey key;
    {
        const WaitingShell shell({"sh"});
        key = shell.key();
    }
    QVERIFY(!readProcessDetails(systemProcessTable(), key));
}

QTEST_GUILESS_MAIN(TestProcessDetails)
#include "tst_processdetails.moc"
