// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/configplan.h"
#include "tests/support/vectors.h"

#include <QTest>

using namespace Drydock;

namespace {

const QString store = QStringLiteral("store1");
const QString path = QStringLiteral("/site/datastore.cfg");

/// PBS's own check of a change, in its order: the value, the transition, what is written.
Result<PlannedMode> planned(const QJsonObject &vector)
{
    ModeChange change;
    change.store = store;
    if (const QString text = vector.value(u"new").toString(); !text.isEmpty()) {
        const auto mode = MaintenanceMode::parse(text);
        if (!mode)
            return failure(mode.error());
        change.mode = *mode;
    }
    const DatastoreConfig config = DatastoreConfig::parse(vector.value(u"cfg").toString().toUtf8());
    auto plan = planMode(config, change, path);
    if (auto checked = checkMessage(change.mode.message); plan && !checked)
        return failure(checked.error());
    return plan;
}

QString keyOf(const QJsonObject &vector)
{
    return vector.value(u"old").toString() + QStringLiteral(" -> ") + vector.value(u"new").toString();
}

QString answerOf(const Result<PlannedMode> &plan)
{
    if (!plan)
        return errorName(plan.error().code) + QStringLiteral(": ") + plan.error().detail;
    return QString::fromUtf8(plan->bytes);
}

} // namespace

class TestConfigPlan : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void changesAreThoseOfPbs_data();
    void changesAreThoseOfPbs();
    void everyListedDifferenceHasItsVector();
    void modesAreComparedFirst_data();
    void modesAreComparedFirst();
    void whatCannotBeReadBackIsRefused();
    void newStores_data();
    void newStores();
    void removalTakesOneSection();
    void oneEditIsRecognised_data();
    void oneEditIsRecognised();

private:
    QHash<QString, QJsonObject> m_differences;
};

void TestConfigPlan::initTestCase()
{
    for (const QJsonObject &row : readVectors(QStringLiteral("maint-set-differences.jsonl"))) {
        QVERIFY(!row.value(u"reason").toString().isEmpty());
        m_differences.insert(row.value(u"change").toString(), row);
    }
    QVERIFY(!m_differences.isEmpty());
}

void TestConfigPlan::changesAreThoseOfPbs_data()
{
    QTest::addColumn<QJsonObject>("vector");
    const auto rows = readVectors(QStringLiteral("maint-set.jsonl"));
    QCOMPARE(rows.size(), 88);
    for (qsizetype i = 0; i < rows.size(); ++i)
        QTest::newRow(rowName(i + 1, keyOf(rows.at(i))).constData()) << rows.at(i);
}

void TestConfigPlan::changesAreThoseOfPbs() // I-08, I-09
{
    QFETCH(QJsonObject, vector);
    const bool pbsDoes = vector.value(u"ok").toBool();
    const QString pbsAnswer = vector.value(pbsDoes ? u"written" : u"error").toString();
    const auto plan = planned(vector);
    if (const QJsonObject difference = m_differences.value(keyOf(vector)); !difference.isEmpty()) {
        QCOMPARE(answerOf(plan), difference.value(u"answer").toString());
        QVERIFY(answerOf(plan) != pbsAnswer);
        return;
    }
    QCOMPARE(plan.has_value(), pbsDoes);
    QCOMPARE(plan ? QString::fromUtf8(plan->bytes) : plan.error().detail, pbsAnswer);
}

void TestConfigPlan::everyListedDifferenceHasItsVector()
{
    QSet<QString> keys;
    for (const QJsonObject &row : readVectors(QStringLiteral("maint-set.jsonl")))
        keys.insert(keyOf(row));
    for (auto it = m_differences.cbegin(); it != m_differences.cend(); ++it)
        QVERIFY2(keys.contains(it.key()), qPrintable(it.key()));
}

void TestConfigPlan::modesAreComparedFirst_data()
{
    QTest::addColumn<QByteArray>("present");
    QTest::addColumn<std::optional<MaintenanceMode>>("expected");
    QTest::addColumn<std::optional<MaintenanceType>>("expectedType");
    QTest::addColumn<QString>("seen"); // null: as expected
    using Mode = std::optional<MaintenanceMode>;
    using Type = std::optional<MaintenanceType>;
    const QByteArray offline = "offline,message=x";
    const MaintenanceMode same{MaintenanceType::Offline, QStringLiteral("x"), {}};
    const MaintenanceMode otherMessage{MaintenanceType::Offline, QStringLiteral("y"), {}};
    QTest::newRow("nothing expected") << offline << Mode() << Type() << QString();
    QTest::newRow("the same") << offline << Mode(same) << Type(MaintenanceType::Offline) << QString();
    QTest::newRow("another message") << offline << Mode(otherMessage) << Type() << QStringLiteral("offline,message=x");
    QTest::newRow("another type") << offline << Mode() << Type(MaintenanceType::ReadOnly)
                                  << QStringLiteral("offline,message=x");
    QTest::newRow("none expected") << offline << Mode(MaintenanceMode()) << Type()
                                   << QStringLiteral("offline,message=x");
    QTest::newRow("none found") << QByteArray() << Mode(same) << Type() << QStringLiteral("none");
    QTest::newRow("none found, by type") << QByteArray() << Mode() << Type(MaintenanceType::Offline)
                                         << QStringLiteral("none");
    QTest::newRow("delete is shown before it is refused")
        << QByteArray("delete") << Mode(same) << Type() << QStringLiteral("delete");
}

void TestConfigPlan::modesAreComparedFirst() // I-09
{
    QFETCH(QByteArray, present);
    QFETCH(std::optional<MaintenanceMode>, expected);
    QFETCH(std::optional<MaintenanceType>, expectedType);
    QFETCH(QString, seen);
    QByteArray bytes = "datastore: store1\n\tpath /x\n";
    if (!present.isEmpty())
        bytes += "\tmaintenance-mode " + present + '\n';
    ModeChange change;
    change.store = store;
    change.mode = {MaintenanceType::ReadOnly, {}, {}};
    change.expected = expected;
    change.expectedType = expectedType;
    const auto plan = planMode(DatastoreConfig::parse(bytes), change, path);
    QCOMPARE(plan.has_value(), seen.isNull());
    if (!plan) {
        QCOMPARE(plan.error().code, ErrorCode::ModeChanged);
        QCOMPARE(plan.error().detail, seen);
        QCOMPARE(plan.error().subject, store);
    }
}

void TestConfigPlan::whatCannotBeReadBackIsRefused() // I-08
{
    const DatastoreConfig config = DatastoreConfig::parse("datastore: store1\n\tpath /x\n");
    ModeChange change;
    change.store = store;
    change.mode = {MaintenanceType::Offline, QString(QChar(0xd800)), {}}; // half a character is no UTF-8
    QCOMPARE(planMode(config, change, path).error().code, ErrorCode::InvalidMode);
    change.mode.message = QStringLiteral("no-break\u00a0");
    const auto plan = planMode(config, change, path);
    QVERIFY(plan);
    QCOMPARE(DatastoreConfig::parse(plan->bytes).find(store)->mode, change.mode);
    // A message without a mode says nothing.
    change.mode = {MaintenanceType::None, QStringLiteral("x"), {}};
    QVERIFY(!planMode(config, change, path)->changes());
}

void TestConfigPlan::newStores_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QString>("comment");
    QTest::addColumn<int>("code"); // -1: added
    const auto row = [](const char *what, const QString &name, const QString &folder, const QString &comment,
                        int code) { QTest::newRow(what) << name << folder << comment << code; };
    const QString good = QStringLiteral("vault");
    const QString folder = QStringLiteral("/mnt/vault");
    const int badName = int(ErrorCode::InvalidStoreName);
    const int badPath = int(ErrorCode::InvalidPath);
    const int badComment = int(ErrorCode::InvalidComment);
    row("plain", good, folder, {}, -1);
    row("with a comment", good, folder, QStringLiteral("two disks, one box"), -1);
    row("128 characters of comment", good, folder, QString::fromUtf8("🔧").repeated(128), -1);
    row("129 characters", good, folder, QString(129, u'x'), badComment);
    row("new line in the comment", good, folder, QStringLiteral("a\nb"), badComment);
    row("C1 control in the comment", good, folder, QStringLiteral("a\u0085b"), badComment);
    row("there already", QStringLiteral("store1"), folder, {}, int(ErrorCode::StoreExists));
    row("two letters", QStringLiteral("ab"), folder, {}, badName);
    row("300 characters", QString(300, u'a'), folder, {}, badName);
    row("slash", QStringLiteral("a/b"), folder, {}, badName);
    row("dots", QStringLiteral(".."), folder, {}, badName);
    row("dot first", QStringLiteral(".abc"), folder, {}, badName);
    row("new line", QStringLiteral("abc\n"), folder, {}, badName);
    row("NUL", QStringLiteral("abc") + QChar(0), folder, {}, badName);
    row("another store's lock", QStringLiteral("store1.lock"), folder, {}, badName);
    row("empty path", good, {}, {}, badPath);
    row("relative path", good, QStringLiteral("mnt/vault"), {}, badPath);
    row("new line in the path", good, QStringLiteral("/mnt\n\tmaintenance-mode offline"), {}, badPath);
    row("carriage return at the end of the path", good, QStringLiteral("/mnt/vault\r"), {}, badPath);
    row("blank at the end of the path", good, QStringLiteral("/mnt/vault "), {}, badPath);
    row("blank in the path", good, QStringLiteral("/mnt/my vault"), {}, -1);
    row("path of 4097 characters", good, u'/' + QString(4096, u'x'), {}, badPath);
    row("half a character in the path", good, QStringLiteral("/mnt/") + QChar(0xd800), {}, badPath);
}

void TestConfigPlan::newStores() // I-08, I-10
{
    QFETCH(QString, name);
    QFETCH(QString, folder);
    QFETCH(QString, comment);
    QFETCH(int, code);
    const QByteArray before = "datastore: store1\n\tpath /x\n";
    const auto bytes = planStore(DatastoreConfig::parse(before), {name, folder, comment}, path);
    QCOMPARE(bytes ? -1 : int(bytes.error().code), code);
    if (!bytes)
        return;
    QVERIFY(bytes->startsWith(before + "\ndatastore: vault\n\t"));
    const DatastoreConfig after = DatastoreConfig::parse(*bytes);
    QVERIFY(after.usable(path) && after.warnings().isEmpty());
    QCOMPARE(after.stores().size(), 2);
    QCOMPARE(after.find(name)->path, folder);
    QCOMPARE(after.find(name)->comment, comment);
}

void TestConfigPlan::removalTakesOneSection() // I-08
{
    const QByteArray rest = "datastore: store1\n\tpath /x\n";
    const DatastoreConfig config = DatastoreConfig::parse(rest + "\ndatastore: vault\n\tpath /y\n");
    QCOMPARE(*planRemoval(config, QStringLiteral("vault"), path), rest);
    QCOMPARE(planRemoval(config, QStringLiteral("other"), path).error().code, ErrorCode::NoSuchStore);
    const DatastoreConfig twice = DatastoreConfig::parse(rest + '\n' + rest);
    QCOMPARE(planRemoval(twice, store, path).error().code, ErrorCode::DuplicateStore);
}

void TestConfigPlan::oneEditIsRecognised_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<bool>("one");
    const auto row = [](const char *name, const char *before, const char *after, bool one) {
        QTest::newRow(name) << QByteArray(before) << QByteArray(after) << one;
    };
    row("equal", "a\nb\n", "a\nb\n", true);
    row("a line more", "a\nb\n", "a\nx\nb\n", true);
    row("a line less", "a\nx\nb\n", "a\nb\n", true);
    row("a line changed", "a\nx\nb\n", "a\ny\nb\n", true);
    row("a block more", "a\n", "a\n\nx\ny\n", true);
    row("two lines changed", "a\nx\nb\nx\n", "a\ny\nb\ny\n", false);
    row("a line changed, another more", "a\nx\nb\n", "a\ny\nb\nc\n", false);
    row("another file", "a\nb\nc\n", "d\ne\n", false);
}

void TestConfigPlan::oneEditIsRecognised() // I-09
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    QFETCH(bool, one);
    QCOMPARE(differByOneEdit(before, after), one);
    QCOMPARE(differByOneEdit(after, before), one);
}

QTEST_APPLESS_MAIN(TestConfigPlan)
#include "tst_configplan.moc"
