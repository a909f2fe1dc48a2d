// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/configedit.h"
#include "tests/support/faultyfilesystem.h"
#include "tests/support/testsite.h"

#include <QTest>

#include <functional>

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Drydock;

namespace {

const QString vault = QStringLiteral("vault");

Deadline soon()
{
    return Deadline::after(systemClock(), lockTimeLimit);
}

ModeChange change(MaintenanceType type, const QString &store = vault)
{
    ModeChange wish;
    wish.store = store;
    wish.mode.type = type;
    return wish;
}

struct Subject {
    Subject()
    {
        site.addStore("other");
        site.addStore("vault");
        before = site.config();
    }
    [[nodiscard]] bool perform(FileSystem &files) const
    {
        ConfigEdit editor(files, systemClock(), site.site(), [] { return false; });
        return editor.setMode(change(MaintenanceType::Offline), soon()).has_value();
    }
    /// In a child that dies by SIGKILL before call number; false when it made fewer calls and lived.
    [[nodiscard]] bool diesBefore(int number, const std::function<void(FaultyFileSystem &)> &prepare) const
    {
        const pid_t child = ::fork();
        if (child == 0) {
            FaultyFileSystem files;
            prepare(files);
            files.killBeforeCall(number);
            ::_exit(perform(files) ? 0 : 1);
        }
        int status = -1;
        ::waitpid(child, &status, 0);
        if (WIFEXITED(status) && WEXITSTATUS(status) != 0)
            qFatal("the edit failed by itself");
        return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    }
    [[nodiscard]] QByteArrayList leftovers() const
    {
        QByteArrayList names = TestSite::names(site.site().configFolder);
        names.removeIf([](const QByteArray &name) { return !name.contains(".tmp-") && !name.contains(".aside-"); });
        return names;
    }

    TestSite site;
    QByteArray before;
};

} // namespace

/// Edits that die at each of their steps, beside editors without a lock.
class TestConfigKill : public QObject
{
    Q_OBJECT

private slots:
    void anEditorsWorkSurvivesTheKill();
};

void TestConfigKill::anEditorsWorkSurvivesTheKill() // I-07, I-09
{
    // Somebody saves without a lock right before the names are exchanged, and then we die.
    int exchange = 0;
    {
        const Subject subject;
        FaultyFileSystem files;
        QVERIFY(subject.perform(files));
        const QStringList log = files.log();
        for (qsizetype i = 0; i < log.size() && exchange == 0; ++i) {
            if (log.at(i).startsWith(u"renameAt .datastore.cfg.tmp-"))
                exchange = static_cast<int>(i + 1);
        }
    }
    QVERIFY(exchange > 0);
    bool died = true;
    for (int number = exchange + 1; died; ++number) {
        const Subject subject;
        const QByteArray edited = subject.before + "\ndatastore: edited\n\tpath /edited\n";
        const QByteArray path = subject.site.site().configPath();
        died = subject.diesBefore(number, [&](FaultyFileSystem &files) {
            files.beforeCall(exchange, [&] {
                TestSite::write(path + ".editor", edited);
                ::rename((path + ".editor").constData(), path.constData());
            });
        });
        ConfigEdit next(posixFileSystem(), systemClock(), subject.site.site(), [] { return false; });
        QVERIFY(next.setMode(change(MaintenanceType::ReadOnly, QStringLiteral("other")), soon()));
        bool kept = subject.site.config().contains("datastore: edited");
        for (const QByteArray &name : subject.leftovers())
            kept = kept || TestSite::read(subject.site.site().configFolder + '/' + name) == edited;
        QVERIFY2(kept, QByteArray::number(number).constData());
    }
}

QTEST_APPLESS_MAIN(TestConfigKill)
#include "tst_configkill.moc"
