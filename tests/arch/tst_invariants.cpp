// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/arch/sourcetree.h"

#include <QFile>
#include <QMap>
#include <QRegularExpression>
#include <QTest>

using namespace Drydock::Arch;

/// docs/invariants.md and the tests name the same numbers.
class TestInvariants : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void numbersRunFromOneWithoutGap();
    void eachInvariantHasATest();
    void eachNumberInATestIsListed();

private:
    QStringList m_listed;
    QMap<QString, QStringList> m_tested; ///< number, and the files that name it
};

void TestInvariants::initTestCase()
{
    QFile page(QStringLiteral(DRYDOCK_SOURCE_DIR "/docs/invariants.md"));
    QVERIFY2(page.open(QIODevice::ReadOnly), qPrintable(page.errorString()));
    static const QRegularExpression heading(QStringLiteral("^## (I-\\d\\d) \\S"), QRegularExpression::MultilineOption);
    auto headings = heading.globalMatch(QString::fromUtf8(page.readAll()));
    while (headings.hasNext())
        m_listed.append(headings.next().captured(1));

    static const QRegularExpression number(QStringLiteral("\\bI-\\d\\d\\b"));
    const auto files = readTree(QStringLiteral(DRYDOCK_SOURCE_DIR), {u"tests"_qs}, {u".cpp"_qs, u".py"_qs, u".sh"_qs});
    for (const SourceFile &file : files) {
        // This folder tests the tests.
        if (file.path.startsWith(u"tests/arch/"))
            continue;
        auto numbers = number.globalMatch(file.text);
        while (numbers.hasNext()) {
            QStringList &paths = m_tested[numbers.next().captured()];
            if (!paths.contains(file.path))
                paths.append(file.path);
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
    for (auto tested = m_tested.cbegin(); tested != m_tested.cend(); ++tested)
        QVERIFY2(m_listed.contains(tested.key()), qPrintable(tested.key() + u": "_qs + tested.value().join(u", "_qs)));
}

QTEST_GUILESS_MAIN(TestInvariants)
#include "tst_invariants.moc"
