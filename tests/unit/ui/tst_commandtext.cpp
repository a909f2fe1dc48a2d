// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/commandtext.h"

#include <QProcess>
#include <QTest>

using namespace Drydock;

/// Command lines that are copied for a shell.
class TestCommandText : public QObject
{
    Q_OBJECT

private slots:
    void shellReadsTheWordsBack_data();
    void shellReadsTheWordsBack();
    void commandIsTheNextStepOfTheStore_data();
    void commandIsTheNextStepOfTheStore();
};

void TestCommandText::shellReadsTheWordsBack_data()
{
    QTest::addColumn<QStringList>("words");

    QTest::newRow("plain") << QStringList{u"drydockctl"_qs, u"set"_qs, u"offline"_qs, u"vault"_qs};
    QTest::newRow("blanks") << QStringList{u"--root"_qs, u"/srv/my site"_qs};
    QTest::newRow("quotes") << QStringList{u"it's"_qs, u"\"so\""_qs, u"''"_qs};
    QTest::newRow("what a shell would do")
        << QStringList{u"$HOME"_qs, u"`id`"_qs, u"a;b"_qs, u"*"_qs, u"~"_qs, u"\\n"_qs};
    QTest::newRow("empty and line break") << QStringList{QString(), u"a\nb"_qs};
    QTest::newRow("not ASCII") << QStringList{u"Größe 🚢"_qs};
}

void TestCommandText::shellReadsTheWordsBack()
{
    QFETCH(QStringList, words);
    QProcess shell;
    shell.start(u"/bin/sh"_qs, {u"-c"_qs, u"printf '%s\\0' "_qs + shellLine(words)});
    QVERIFY(shell.waitForFinished());
    QStringList read = QString::fromUtf8(shell.readAllStandardOutput()).split(QChar(u'\0'));
    read.removeLast();
    QCOMPARE(read, words);
}

void TestCommandText::commandIsTheNextStepOfTheStore_data()
{
    QTest::addColumn<MaintenanceType>("type");
    QTest::addColumn<bool>("withSudo");
    QTest::addColumn<QString>("line");

    QTest::newRow("no mode") << MaintenanceType::None << false << u"drydockctl set offline vault --wait"_qs;
    QTest::newRow("a mode") << MaintenanceType::Offline << false << u"drydockctl clear vault"_qs;
    QTest::newRow("no rights") << MaintenanceType::ReadOnly << true << u"sudo drydockctl clear vault"_qs;
}

void TestCommandText::commandIsTheNextStepOfTheStore()
{
    QFETCH(MaintenanceType, type);
    QFETCH(bool, withSudo);
    QFETCH(QString, line);
    const MaintenanceMode mode{type, {}, {}};
    QCOMPARE(changeCommand({u"drydockctl"_qs}, u"vault"_qs, mode, withSudo), line);
}

QTEST_GUILESS_MAIN(TestCommandText)
#include "tst_commandtext.moc"
