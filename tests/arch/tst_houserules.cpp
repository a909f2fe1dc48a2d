// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/arch/houserules.h"

#include <QTest>

using namespace Drydock::Arch;

/// Lengths, form and banned texts, and proof that the checker sees each kind of slip.
class TestHouseRules : public QObject
{
    Q_OBJECT

private slots:
    void productKeepsItsBudgets();
    void sourcesKeepTheForm();
    void sourcesHaveNoBannedText();

    void budgetIsExact_data();
    void budgetIsExact();
    void slipInFormIsFound_data();
    void slipInFormIsFound();
    void bannedTextIsFound_data();
    void bannedTextIsFound();
    void harmlessTextPasses_data();
    void harmlessTextPasses();
    void bannedTextIsReportedAtItsLine();
};

namespace {

const QStringList product = {u"core"_qs, u"ui"_qs, u"app"_qs};

QList<SourceFile> sources(const QStringList &folders)
{
    QList<SourceFile> files = readTree(QStringLiteral(DRYDOCK_SOURCE_DIR), folders, {u".h"_qs, u".cpp"_qs});
    // The rows below would be found, and rightly so.
    files.removeIf([](const SourceFile &file) { return file.path.startsWith(u"tests/arch/tst_houserules"); });
    return files;
}

} // namespace

void TestHouseRules::productKeepsItsBudgets()
{
    const auto violations = checkLengths(sources(product), lengthBudgets());
    QVERIFY2(violations.isEmpty(), qPrintable(toText(violations)));
}

void TestHouseRules::sourcesKeepTheForm()
{
    const auto violations = checkForm(sources(product + QStringList(u"tests"_qs)));
    QVERIFY2(violations.isEmpty(), qPrintable(toText(violations)));
}

void TestHouseRules::sourcesHaveNoBannedText()
{
    const auto violations = checkBannedTexts(sources(product + QStringList(u"tests"_qs)), bannedTexts());
    QVERIFY2(violations.isEmpty(), qPrintable(toText(violations)));
}

void TestHouseRules::budgetIsExact_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<int>("budget");

    QTest::newRow("source") << u"core/base/clock.cpp"_qs << 450;
    QTest::newRow("header") << u"core/base/clock.h"_qs << 160;
    QTest::newRow("main") << u"app/cli/main.cpp"_qs << 60;
    QTest::newRow("main window") << u"ui/mainwindow.cpp"_qs << 600;
    QTest::newRow("not every name that ends in main is one") << u"app/cli/domain.cpp"_qs << 450;
}

void TestHouseRules::budgetIsExact()
{
    QFETCH(QString, path);
    QFETCH(int, budget);
    const SourceFile full{path, QString(budget, u'\n')};
    const SourceFile over{path, QString(budget + 1, u'\n')};
    QVERIFY(checkLengths({full}, lengthBudgets()).isEmpty());
    QCOMPARE(checkLengths({over}, lengthBudgets()).size(), 1);
}

void TestHouseRules::slipInFormIsFound_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("line");
    const QString licence = u"// SPDX-License-Identifier: GPL-3.0-or-later\n"_qs;

    QTest::newRow("no licence") << u"core/a.cpp"_qs << u"int a;\n"_qs << 1;
    QTest::newRow("licence not first") << u"core/a.cpp"_qs << u'\n' + licence << 1;
    QTest::newRow("empty file") << u"core/a.cpp"_qs << QString() << 1;
    QTest::newRow("no pragma") << u"core/a.h"_qs << licence << 2;
    QTest::newRow("long line") << u"core/a.cpp"_qs << licence + QString(121, u'x') << 2;
}

void TestHouseRules::slipInFormIsFound()
{
    QFETCH(QString, path);
    QFETCH(QString, text);
    QFETCH(int, line);
    const auto violations = checkForm({{path, text}});
    QCOMPARE(violations.size(), 1);
    QCOMPARE(violations.first().line, line);
}

void TestHouseRules::bannedTextIsFound_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("code");

    QTest::newRow("sleep") << u"core/base/a.cpp"_qs << u"sleep(1);"_qs;
    QTest::newRow("global sleep") << u"core/base/a.cpp"_qs << u"    ::sleep(1);"_qs;
    QTest::newRow("thread sleep") << u"tests/unit/a.cpp"_qs << u"QThread::sleep(1);"_qs;
    QTest::newRow("millisecond sleep") << u"ui/a.cpp"_qs << u"QThread::msleep(50);"_qs;
    QTest::newRow("library sleep") << u"core/base/a.cpp"_qs << u"std::this_thread::sleep_for(1s);"_qs;
    QTest::newRow("Qt Test's wait") << u"tests/gui/a.cpp"_qs << u"QTest::qWait(100);"_qs;
    QTest::newRow("skipped test") << u"tests/gui/a.cpp"_qs << u"QSKIP(\"no X\");"_qs;
    QTest::newRow("throw") << u"core/base/a.cpp"_qs << u"throw std::runtime_error(text);"_qs;
    QTest::newRow("throw again") << u"core/base/a.cpp"_qs << u"throw;"_qs;
    QTest::newRow("catch") << u"core/base/a.cpp"_qs << u"} catch (const Error &) {"_qs;
    QTest::newRow("signal by name") << u"ui/a.cpp"_qs << u"connect(a, SIGNAL(clicked()), this, m_go);"_qs;
    QTest::newRow("no context") << u"ui/a.cpp"_qs << u"connect(a, &A::clicked, [this] { go(); });"_qs;
    QTest::newRow("no context, over lines")
        << u"ui/a.cpp"_qs << u"QObject::connect(button(),\n    &A::clicked,\n    [this] { go(); });"_qs;
    QTest::newRow("core logs") << u"core/base/a.cpp"_qs << u"qWarning() << error;"_qs;
    QTest::newRow("declared meta type") << u"tests/unit/a.cpp"_qs << u"Q_DECLARE_METATYPE(A)"_qs;
    QTest::newRow("core with moc") << u"core/drain/a.h"_qs << u"class A : public B\n{\n    Q_OBJECT\n};"_qs;
}

void TestHouseRules::bannedTextIsFound()
{
    QFETCH(QString, path);
    QFETCH(QString, code);
    QCOMPARE(checkBannedTexts({{path, code}}, bannedTexts()).size(), 1);
}

void TestHouseRules::harmlessTextPasses_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("code");

    QTest::newRow("comment") << u"core/base/a.cpp"_qs << u"x(); // no sleep(1), no throw here"_qs;
    QTest::newRow("a name with sleep in it")
        << u"core/base/a.cpp"_qs << u"asleep(1); m_process.sleep(2); Turn::sleep(me); sleep(me);"_qs;
    QTest::newRow("context") << u"ui/a.cpp"_qs << u"connect(a, &A::clicked, this, [this] { go(); });"_qs;
    QTest::newRow("two connects") << u"ui/a.cpp"_qs
                                  << u"connect(a, &A::b, this, &C::d);\nauto x = call(&A::b, [] { });"_qs;
    QTest::newRow("window logs") << u"ui/a.cpp"_qs << u"qWarning() << error;"_qs;
    QTest::newRow("backend with moc") << u"core/backend/a.h"_qs << u"    Q_OBJECT\n"_qs;
}

void TestHouseRules::harmlessTextPasses()
{
    QFETCH(QString, path);
    QFETCH(QString, code);
    const auto violations = checkBannedTexts({{path, code}}, bannedTexts());
    QVERIFY2(violations.isEmpty(), qPrintable(toText(violations)));
}

void TestHouseRules::bannedTextIsReportedAtItsLine()
{
    const auto violations = checkBannedTexts({{u"core/base/a.cpp"_qs, u"a();\n// b\nsleep(1);\n"_qs}}, bannedTexts());
    QCOMPARE(violations.size(), 1);
    QCOMPARE(violations.first().line, 3);
}

QTEST_GUILESS_MAIN(TestHouseRules)
#include "tst_houserules.moc"
