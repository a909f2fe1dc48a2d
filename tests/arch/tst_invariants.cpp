// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/arch/sourcetree.h"
#include "tests/support/testmain.h"

#include <QFile>
#include <QMap>
#include <QRegularExpression>
#include <QTest>

using namespace Drydock::Arch;

/// docs/invariants.md and the tests name the same numbers, and the page says truly where.
class TestInvariants : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void numbersRunFromOneWithoutGap();
    void eachInvariantHasATest();
    void eachNumberInATestIsListed();
    void eachFolderOnThePageHoldsATest();

private:
    QStringList m_listed;
    QMap<QString, QStringList> m_folders; ///< number, and the folders that the page names as those of its tests
    QMap<QString, QStringList> m_tested; ///< number, and the tests that name it
    QMap<QString, QStringList> m_named; ///< number, and all files that name it
};

void TestInvariants::initTestCase()
{
    QFile page(QStringLiteral(DRYDOCK_SOURCE_DIR "/docs/invariants.md"));
    QVERIFY2(page.open(QIODevice::ReadOnly), qPrintable(page.errorString()));
    static const QRegularExpression section(QStringLiteral("^## (I-\\d\\d) \\S[^#]*?\\*Tested in\\*([^.]*)\\."),
                                            QRegularExpression::MultilineOption);
    static const QRegularExpression folder(QStringLiteral("`(tests/[\\w/]+)`"));
    auto sections = section.globalMatch(QString::fromUtf8(page.readAll()));
    while (sections.hasNext()) {
        const auto match = sections.next();
        m_listed.append(match.captured(1));
        auto folders = folder.globalMatch(match.captured(2));
        while (folders.hasNext())
            m_folders[match.captured(1)].append(folders.next().captured(1) + u'/');
    }

    static const QRegularExpression number(QStringLiteral("\\bI-\\d\\d\\b"));
    const auto files = readTree(QStringLiteral(DRYDOCK_SOURCE_DIR), {u"tests"_qs}, {u".cpp"_qs, u".py"_qs, u".sh"_qs});
    for (const SourceFile &file : files) {
        // This folder tests the tests.
        if (file.path.startsWith(u"tests/arch/"))
            continue;
        // A helper that speaks of an invariant proves nothing.
        const bool isTest = file.path.section(u'/', -1).startsWith(u"tst_");
        auto numbers = number.globalMatch(file.text);
        while (numbers.hasNext()) {
            const QString found = numbers.next().captured();
            for (QStringList *paths : {&m_named[found], isTest ? &m_tested[found] : nullptr}) {
                if (paths != nullptr && !paths->contains(file.path))
                    paths->append(file.path);
            }
        }
    }
}

void TestInvariants::numbersRunFromOneWithoutGap()
{
    QVERIFY(!m_listed.isEmpty());
    for (qsizetype index = 0; index < m_listed.size(); ++index)
        QCOMPARE(m_listed[index], QStringLiteral("I-%1").arg(index + 1, 2, 10, QLatin1Char('0')));
}

void TestInvariants::eachInvariantHasATest()
{
    QStringList untested;
    for (const QString &number : std::as_const(m_listed)) {
        if (!m_tested.contains(number))
            untested.append(number);
    }
    QVERIFY2(untested.isEmpty(), qPrintable(u"no test names "_qs + untested.join(u", "_qs)));
}

void TestInvariants::eachNumberInATestIsListed()
{
    for (auto named = m_named.cbegin(); named != m_named.cend(); ++named)
        QVERIFY2(m_listed.contains(named.key()), qPrintable(named.key() + u": "_qs + named.value().join(u", "_qs)));
}

void TestInvariants::eachFolderOnThePageHoldsATest()
{
    for (const QString &number : std::as_const(m_listed)) {
        const QStringList folders = m_folders.value(number);
        QVERIFY2(!folders.isEmpty(), qPrintable(number + u": the page names no folder"_qs));
        for (const QString &folder : folders) {
            const QStringList tests = m_tested.value(number);
            const bool isThere = std::any_of(tests.begin(), tests.end(),
                                             [&folder](const QString &test) { return test.startsWith(folder); });
            QVERIFY2(isThere, qPrintable(u"no test in %1 names %2"_qs.arg(folder, number)));
        }
    }
}

DRYDOCK_TEST_MAIN(TestInvariants)
#include "tst_invariants.moc"
