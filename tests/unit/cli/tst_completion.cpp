// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/completion.h"
#include "app/cli/optiontable.h"

#include <QProcess>
#include <QTemporaryFile>
#include <QTest>

using namespace Drydock;

namespace {

/// Stands for the program: tells how it was asked, in names.
constexpr auto program = R"SCRIPT(
drydockctl()
{
    [ "${!#}" = -q ] || return 1
    printf '%s\n' vault usb-a
    [ "$1" = list ] || printf '%s\n' "$1"
}
)SCRIPT";

} // namespace

/// The scripts are made from the table; bash's is run by bash.
class TestCompletion : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void bashCompletes_data();
    void bashCompletes();
    void everyOptionIsInEveryScript_data();
    void everyOptionIsInEveryScript();

private:
    QString completed(const QStringList &words) const;

    QTemporaryFile m_script;
};

void TestCompletion::initTestCase()
{
    QVERIFY(m_script.open());
    m_script.write(program);
    m_script.write(bashCompletion().toUtf8());
    QVERIFY(m_script.flush());
}

/// What bash offers for the last word, sorted; words as bash splits them, at = too.
QString TestCompletion::completed(const QStringList &words) const
{
    QProcess bash;
    bash.setProgram(u"bash"_qs);
    bash.setArguments(QStringList{u"--norc"_qs, u"-eu"_qs, u"-c"_qs,
                                  u". \"$1\"; shift; COMP_WORDS=(drydockctl \"$@\"); COMP_CWORD=$#; COMPREPLY=(); "
                                  "_drydockctl; printf '%s\\n' \"${COMPREPLY[@]-}\" | LC_ALL=C sort -u"_qs,
                                  u"bash"_qs, m_script.fileName()}
                      + words);
    bash.start();
    if (!bash.waitForFinished())
        return u"bash does not end"_qs;
    const QString errors = QString::fromUtf8(bash.readAllStandardError());
    return errors + QString::fromUtf8(bash.readAllStandardOutput()).simplified();
}

void TestCompletion::bashCompletes_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QString>("offered");

    const QString stores = u"usb-a vault"_qs;
    QTest::newRow("command begun") << QStringList{u"wa"_qs} << u"wait watch"_qs;
    QTest::newRow("command after global options")
        << QStringList{u"--json"_qs, u"--root"_qs, u"/srv"_qs, u"hi"_qs} << u"history"_qs;
    QTest::newRow("command after a value after =")
        << QStringList{u"--root"_qs, u"="_qs, u"/srv"_qs, u"hi"_qs} << u"history"_qs;
    QTest::newRow("modes") << QStringList{u"set"_qs, QString()} << u"none offline read-only"_qs;
    QTest::newRow("stores after the mode") << QStringList{u"set"_qs, u"offline"_qs, u"v"_qs} << u"vault"_qs;
    QTest::newRow("stores after a store")
        << QStringList{u"set"_qs, u"offline"_qs, u"vault"_qs, u"usb"_qs} << u"usb-a"_qs;
    QTest::newRow("stores behind --") << QStringList{u"show"_qs, u"--"_qs, QString()} << stores;
    QTest::newRow("no options behind --") << QStringList{u"show"_qs, u"--"_qs, u"--j"_qs} << QString();
    QTest::newRow("an option, begun") << QStringList{u"--root"_qs, u"="_qs, u"/srv"_qs, u"show"_qs, u"--roo"_qs}
                                      << u"--root="_qs;
    QTest::newRow("the site is handed on")
        << QStringList{u"--root"_qs, u"="_qs, u"/srv"_qs, u"show"_qs, QString()} << u"--root=/srv usb-a vault"_qs;
    QTest::newRow("the site is handed on, as a word")
        << QStringList{u"show"_qs, u"--site"_qs, u"user"_qs, QString()} << u"--site=user usb-a vault"_qs;
    QTest::newRow("a command's options") << QStringList{u"check"_qs, u"vault"_qs, u"--u"_qs} << u"--unit"_qs;
    QTest::newRow("another command's options are not offered") << QStringList{u"list"_qs, u"--u"_qs} << QString();
    QTest::newRow("options that want a value end in =") << QStringList{u"wait"_qs, u"--t"_qs} << u"--timeout="_qs;
    QTest::newRow("optional value") << QStringList{u"set"_qs, u"offline"_qs, u"vault"_qs, u"--w"_qs} << u"--wait"_qs;
    QTest::newRow("values after =") << QStringList{u"check"_qs, u"vault"_qs, u"--op"_qs, u"="_qs} << u"read write"_qs;
    QTest::newRow("values after =, begun")
        << QStringList{u"list"_qs, u"--state"_qs, u"="_qs, u"dra"_qs} << u"drained draining"_qs;
    QTest::newRow("values as a word") << QStringList{u"run"_qs, u"vault"_qs, u"--job"_qs, u"tape"_qs}
                                      << u"tape-backup tape-restore"_qs;
    QTest::newRow("a message is the writer's own")
        << QStringList{u"set"_qs, u"offline"_qs, u"vault"_qs, u"-m"_qs, u"v"_qs} << QString();
    QTest::newRow("one store is enough for check") << QStringList{u"check"_qs, u"vault"_qs, u"v"_qs} << QString();
    QTest::newRow("a new name is not completed") << QStringList{u"add"_qs, u"v"_qs} << QString();
    QTest::newRow("folders") << QStringList{u"add"_qs, u"vault"_qs, u"/us"_qs} << u"/usr"_qs;
    QTest::newRow("shells") << QStringList{u"completion"_qs, QString()} << u"bash fish zsh"_qs;
    QTest::newRow("programs behind --") << QStringList{u"run"_qs,  u"vault"_qs, u"--op"_qs,
                                                       u"read"_qs, u"--"_qs,    u"base64"_qs}
                                        << u"base64"_qs;
    QTest::newRow("an option's value named like a command")
        << QStringList{u"--root"_qs, u"show"_qs, u"his"_qs} << u"history"_qs;
}

void TestCompletion::bashCompletes()
{
    QFETCH(QStringList, words);
    QFETCH(QString, offered);
    QCOMPARE(completed(words), offered);
}

void TestCompletion::everyOptionIsInEveryScript_data()
{
    QTest::addColumn<QString>("script");
    QTest::addColumn<QString>("form"); // of an option
    QTest::newRow("bash") << bashCompletion() << u"--%1"_qs;
    QTest::newRow("zsh") << zshCompletion() << u"--%1"_qs;
    QTest::newRow("fish") << fishCompletion() << u" -l %1 "_qs;
}

void TestCompletion::everyOptionIsInEveryScript()
{
    QFETCH(QString, script);
    QFETCH(QString, form);
    QVERIFY(!script.contains(u'@') || script.contains(u"[@]"_qs));
    QVERIFY(!script.contains(u"--server"_qs));
    for (const CommandSpec &command : commandTable()) {
        QVERIFY2(script.contains(QString::fromLatin1(command.name)), command.name.constData());
        for (const OptionSpec &option : globalOptions() + command.options)
            QVERIFY2(script.contains(form.arg(QString::fromLatin1(option.name))), option.name.constData());
    }
}

QTEST_GUILESS_MAIN(TestCompletion)
#include "tst_completion.moc"
