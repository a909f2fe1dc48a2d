// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/exitcode.h"
#include "app/cli/helptext.h"

#include <QProcess>
#include <QTest>

using namespace Drydock;

/// The page that is installed, as man(1) shows it.
class TestManPage : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void rendersWithoutWarnings();
    void holdsTheWholeTable();
    void holdsEveryExitCode();
    void leavesNothingOpen();

private:
    QString m_page;
    QString m_warnings;
};

void TestManPage::initTestCase()
{
    QProcess groff;
    // Wide enough that no line breaks inside an option.
    groff.start(u"groff"_qs, {u"-Kutf8"_qs, u"-man"_qs, u"-Tutf8"_qs, u"-ww"_qs, u"-rLL=300n"_qs, u"-P-cbou"_qs,
                              QStringLiteral(DRYDOCK_MAN_PAGE)});
    QVERIFY2(groff.waitForFinished(), qPrintable(groff.errorString()));
    QCOMPARE(groff.exitCode(), 0);
    m_page = QString::fromUtf8(groff.readAllStandardOutput());
    m_page.replace(QChar(0x2010), u'-').replace(QChar(0x2212), u'-');
    m_warnings = QString::fromUtf8(groff.readAllStandardError());
}

void TestManPage::rendersWithoutWarnings()
{
    QCOMPARE(m_warnings, QString());
}

void TestManPage::holdsTheWholeTable()
{
    for (const OptionSpec &option : globalOptions())
        QVERIFY2(m_page.contains(optionForm(option)), option.name.constData());
    for (const CommandSpec &command : commandTable()) {
        QVERIFY2(m_page.contains(u"drydockctl "_qs + synopsis(command)), command.name.constData());
        for (const OptionSpec &option : command.options)
            QVERIFY2(m_page.contains(optionForm(option)), option.name.constData());
    }
}

void TestManPage::holdsEveryExitCode()
{
    const QString section = m_page.section(u"EXIT STATUS"_qs, 1).section(u"ENVIRONMENT"_qs, 0, 0);
    for (const ExitCodeMeaning &row : exitCodeMeanings())
        QVERIFY2(section.contains(QStringLiteral(" %1\n").arg(int(row.code))), row.meaning);
}

void TestManPage::leavesNothingOpen()
{
    QVERIFY(!m_page.contains(u'@'));
    QVERIFY(!m_page.contains(u"--server"_qs));
}

QTEST_GUILESS_MAIN(TestManPage)
#include "tst_manpage.moc"
