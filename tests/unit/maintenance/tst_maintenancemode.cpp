// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/maintenance/maintenancemode.h"
#include "tests/support/properties.h"
#include "tests/support/testmain.h"
#include "tests/support/vectors.h"

#include <QHash>
#include <QSet>
#include <QTest>

using namespace Drydock;

namespace {

const QString wrench = QString::fromUtf8("🔧");

QString orNull(const QJsonValue &value)
{
    return value.isNull() ? QStringLiteral("(null)") : value.toString();
}

QString checked(const MaintenanceMode &mode, Operation operation)
{
    return mode.refusal(operation).value_or(QStringLiteral("OK"));
}

} // namespace

class TestMaintenanceMode : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void answersAsPbsDoes_data();
    void answersAsPbsDoes();
    void everyListedDifferenceHasItsVector();
    void messageRules_data();
    void messageRules();
    void everyAllowedMessageReadsBack();
    void unknownTypesReadBack_data();
    void unknownTypesReadBack();
    void refusalDecodesPercentAsPbsDoes_data();
    void refusalDecodesPercentAsPbsDoes();
    void conflictsAreWhatTheModeRefuses_data();
    void conflictsAreWhatTheModeRefuses();
    void transitions_data();
    void transitions();
    void noTypeIsNamedNone();

private:
    QHash<QString, QJsonObject> m_differences; ///< by input
};

void TestMaintenanceMode::initTestCase()
{
    // What we answer differently on purpose, each case by name with its reason and our own answer.
    const auto rows = readVectors(QStringLiteral("maintenance-mode-differences.jsonl"));
    QVERIFY(!rows.isEmpty());
    for (const QJsonObject &row : rows) {
        QVERIFY(!row.value(u"reason").toString().isEmpty());
        QVERIFY(!m_differences.contains(row.value(u"input").toString()));
        m_differences.insert(row.value(u"input").toString(), row);
    }
}

void TestMaintenanceMode::answersAsPbsDoes_data()
{
    QTest::addColumn<QJsonObject>("vector");
    const auto rows = readVectors(QStringLiteral("maintenance-mode.jsonl"));
    QCOMPARE(rows.size(), 378);
    for (qsizetype i = 0; i < rows.size(); ++i)
        QTest::newRow(rowName(i + 1, rows.at(i).value(u"input").toString()).constData()) << rows.at(i);
}

void TestMaintenanceMode::answersAsPbsDoes() // I-01: what PBS refuses we refuse, and nothing else
{
    QFETCH(QJsonObject, vector);
    const QString input = vector.value(u"input").toString();
    const auto mode = MaintenanceMode::parse(input);

    if (!vector.value(u"schema_ok").toBool()) {
        QVERIFY(!mode);
        QCOMPARE(mode.error().code, ErrorCode::InvalidMode);
        QCOMPARE(mode.error().detail, vector.value(u"schema_error").toString());
        return;
    }
    QVERIFY(mode);
    const QString printed = mode->toPropertyValue();
    QCOMPARE(*MaintenanceMode::parse(printed), *mode);

    const QJsonObject difference = m_differences.value(input);
    if (difference.contains(u"unknownType")) {
        QVERIFY(!vector.value(u"ok").toBool());
        QCOMPARE(mode->type, MaintenanceType::Unknown);
        QCOMPARE(mode->unknownType, difference.value(u"unknownType").toString());
        for (const Operation operation : {Operation::Read, Operation::Write, Operation::Lookup})
            QVERIFY(mode->refusal(operation));
        return;
    }
    QVERIFY(vector.value(u"ok").toBool());
    QCOMPARE(QString(maintenanceTypeName(mode->type)), vector.value(u"type").toString());
    QCOMPARE(mode->message, vector.value(u"message").toString());
    QCOMPARE(mode->unknownType, QString());
    const QJsonObject check = vector.value(u"check").toObject();
    QCOMPARE(checked(*mode, Operation::Read), orNull(check.value(u"read")));
    QCOMPARE(checked(*mode, Operation::Write), orNull(check.value(u"write")));
    QCOMPARE(checked(*mode, Operation::Lookup), orNull(check.value(u"lookup")));
    if (difference.contains(u"printed")) {
        QVERIFY(printed != vector.value(u"printed").toString());
        QCOMPARE(printed, difference.value(u"printed").toString());
    } else {
        QCOMPARE(printed, vector.value(u"printed").toString());
    }
}

void TestMaintenanceMode::everyListedDifferenceHasItsVector()
{
    QSet<QString> inputs;
    for (const QJsonObject &row : readVectors(QStringLiteral("maintenance-mode.jsonl"))) {
        if (row.value(u"schema_ok").toBool())
            inputs.insert(row.value(u"input").toString());
    }
    for (auto it = m_differences.cbegin(); it != m_differences.cend(); ++it)
        QVERIFY2(inputs.contains(it.key()), qPrintable(it.key()));
}

void TestMaintenanceMode::messageRules_data()
{
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("problem");
    const QString none;
    const QString length = QStringLiteral("length");
    const QString control = QStringLiteral("control");
    QTest::newRow("empty") << QString() << none;
    QTest::newRow("64 letters") << QString(64, u'x') << none;
    QTest::newRow("65 letters") << QString(65, u'x') << length;
    QTest::newRow("64 emoji are 64 characters") << wrench.repeated(64) << none;
    QTest::newRow("65 emoji") << wrench.repeated(65) << length;
    QTest::newRow("63 letters and an emoji") << QString(63, u'x') + wrench << none;
    QTest::newRow("new line") << QStringLiteral("a\nb") << control;
    QTest::newRow("carriage return") << QStringLiteral("a\rb") << control;
    QTest::newRow("tab") << QStringLiteral("a\tb") << control;
    QTest::newRow("NUL") << QStringLiteral("a") + QChar(0) << control;
    QTest::newRow("DEL") << QStringLiteral("a\u007f") << control;
    QTest::newRow("U+0080") << QStringLiteral("a\u0080") << control;
    QTest::newRow("U+009F") << QStringLiteral("a\u009f") << control;
    QTest::newRow("U+00A0 is none") << QStringLiteral("a\u00a0b") << none;
    QTest::newRow("line separator is none") << QStringLiteral("a\u2028b") << none;
    QTest::newRow("all that needs care") << QStringLiteral("\" \\ , = %41 ; ' #") << none;
}

void TestMaintenanceMode::messageRules() // I-08
{
    QFETCH(QString, message);
    QFETCH(QString, problem);
    const auto result = checkMessage(message);
    QCOMPARE(result.has_value(), problem.isEmpty());
    if (!result) {
        QCOMPARE(result.error().code, ErrorCode::InvalidMessage);
        QCOMPARE(result.error().detail, problem);
        return;
    }
    for (const MaintenanceType type : {MaintenanceType::ReadOnly, MaintenanceType::Offline}) {
        const MaintenanceMode mode{type, message, {}};
        QCOMPARE(*MaintenanceMode::parse(mode.toPropertyValue()), mode);
    }
}

void TestMaintenanceMode::everyAllowedMessageReadsBack() // I-08
{
    QVERIFY(holdsAlways("a message of any allowed characters survives writing and reading", [] {
        const auto codePoint = rc::gen::oneOf(
            rc::gen::inRange<char32_t>(0x20, 0x7f), rc::gen::inRange<char32_t>(0xa0, 0xd800),
            rc::gen::inRange<char32_t>(0x10000, 0x10ffff), rc::gen::elementOf(std::u32string(U"\"\\,= n%41")));
        const auto characters = *rc::gen::resize(messageLengthLimit, rc::gen::container<std::u32string>(codePoint));
        const MaintenanceMode mode{MaintenanceType::Offline, QString::fromStdU32String(characters), {}};
        RC_PRE(checkMessage(mode.message).has_value());
        const QByteArray written = mode.toPropertyValue().toUtf8();
        const auto reread = MaintenanceMode::parse(QString::fromUtf8(written));
        RC_ASSERT(reread.has_value());
        RC_ASSERT(*reread == mode);
    }));
}

void TestMaintenanceMode::unknownTypesReadBack_data()
{
    QTest::addColumn<QString>("unknownType");
    QTest::newRow("a word") << QStringLiteral("garbage-collect-only");
    QTest::newRow("empty") << QString();
    QTest::newRow("with '='") << QStringLiteral("=offline");
    QTest::newRow("with ',' and quotes") << QStringLiteral("a,\"b\"");
    QTest::newRow("blank") << QStringLiteral(" ");
    QTest::newRow("none") << QStringLiteral("none");
}

void TestMaintenanceMode::unknownTypesReadBack() // I-08
{
    QFETCH(QString, unknownType);
    const MaintenanceMode mode{MaintenanceType::Unknown, QStringLiteral("x, y"), unknownType};
    QCOMPARE(*MaintenanceMode::parse(mode.toPropertyValue()), mode);
    QVERIFY(mode.isSet());
    QCOMPARE(*mode.refusal(Operation::Lookup), QStringLiteral("unknown maintenance mode '%1': x, y").arg(unknownType));
}

void TestMaintenanceMode::refusalDecodesPercentAsPbsDoes_data()
{
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("shown");
    QTest::newRow("%41") << QStringLiteral("%41") << QStringLiteral("A");
    QTest::newRow("lower case digits") << QStringLiteral("%c3%a4") << QStringLiteral("ä");
    QTest::newRow("no digits") << QStringLiteral("100% sure") << QStringLiteral("100% sure");
    QTest::newRow("one digit at the end") << QStringLiteral("x%4") << QStringLiteral("x%4");
    QTest::newRow("decoded once") << QStringLiteral("%2541") << QStringLiteral("%41");
    QTest::newRow("not UTF-8: nothing") << QStringLiteral("abc%FF") << QString();
    QTest::newRow("cut UTF-8: nothing") << QStringLiteral("abc%C3") << QString();
    QTest::newRow("byte order mark stays") << QStringLiteral("%EF%BB%BFx") << QStringLiteral("\ufeffx");
    QTest::newRow("noncharacter stays") << QStringLiteral("%EF%BF%BE") << QStringLiteral("\ufffe");
    QTest::newRow("surrogates are no UTF-8") << QStringLiteral("%ED%A0%80") << QString();
    QTest::newRow("quotes and backslash as they are") << QStringLiteral("\"\\,=") << QStringLiteral("\"\\,=");
}

void TestMaintenanceMode::refusalDecodesPercentAsPbsDoes()
{
    QFETCH(QString, message);
    QFETCH(QString, shown);
    const MaintenanceMode mode{MaintenanceType::Offline, message, {}};
    QCOMPARE(*mode.refusal(Operation::Read), QStringLiteral("offline maintenance mode: ") + shown);
}

void TestMaintenanceMode::conflictsAreWhatTheModeRefuses_data()
{
    QTest::addColumn<MaintenanceType>("type");
    QTest::newRow("none") << MaintenanceType::None;
    QTest::newRow("read-only") << MaintenanceType::ReadOnly;
    QTest::newRow("offline") << MaintenanceType::Offline;
    QTest::newRow("unmount") << MaintenanceType::Unmount;
    QTest::newRow("s3-refresh") << MaintenanceType::S3Refresh;
    QTest::newRow("delete") << MaintenanceType::Delete;
    QTest::newRow("unknown") << MaintenanceType::Unknown;
}

void TestMaintenanceMode::conflictsAreWhatTheModeRefuses() // I-03
{
    QFETCH(MaintenanceType, type);
    const MaintenanceMode mode{type, {}, {}};
    qint64 refused = 0;
    if (mode.refusal(Operation::Read))
        refused += 3;
    if (mode.refusal(Operation::Write))
        refused += 5;
    QCOMPARE(conflicts(type, OperationCounts{3, 5}), refused);
    QCOMPARE(mode.isSet(), type != MaintenanceType::None);
}

void TestMaintenanceMode::transitions_data()
{
    QTest::addColumn<MaintenanceType>("from");
    QTest::addColumn<MaintenanceType>("to");
    QTest::addColumn<bool>("force");
    QTest::addColumn<int>("failure"); // -1: allowed
    using enum MaintenanceType;
    const auto row = [](MaintenanceType from, MaintenanceType to, bool force, int failure) {
        QTest::addRow("%s to %s%s", maintenanceTypeName(from).data(), maintenanceTypeName(to).data(),
                      force ? ", forced" : "")
            << from << to << force << failure;
    };
    for (const MaintenanceType to : {None, ReadOnly, Offline}) {
        for (const MaintenanceType from : {None, ReadOnly, Offline, Unmount, S3Refresh})
            row(from, to, false, -1);
        row(Delete, to, false, int(ErrorCode::TransitionRefused));
        row(Delete, to, true, int(ErrorCode::TransitionRefused));
        row(Unknown, to, false, int(ErrorCode::UnknownModeType));
        row(Unknown, to, true, -1);
    }
    for (const MaintenanceType to : {Unmount, S3Refresh, Delete, Unknown}) {
        row(None, to, true, int(ErrorCode::InternalModeType));
        row(Delete, to, true, int(ErrorCode::TransitionRefused));
        row(Unknown, to, true, int(ErrorCode::InternalModeType));
    }
}

void TestMaintenanceMode::transitions() // I-09
{
    QFETCH(MaintenanceType, from);
    QFETCH(MaintenanceType, to);
    QFETCH(bool, force);
    QFETCH(int, failure);
    const auto result = checkTransition(QStringLiteral("vault"), MaintenanceMode{from, {}, {}}, to, force);
    QCOMPARE(result ? -1 : int(result.error().code), failure);
    if (!result)
        QCOMPARE(result.error().subject, QStringLiteral("vault"));
}

void TestMaintenanceMode::noTypeIsNamedNone()
{
    QCOMPARE(maintenanceTypeFromName(u"none"), MaintenanceType::Unknown);
    QCOMPARE(maintenanceTypeFromName(u"Offline"), MaintenanceType::Unknown);
    QCOMPARE(MaintenanceMode().toPropertyValue(), QString());
    QVERIFY(!MaintenanceMode().refusal(Operation::Write));
}

DRYDOCK_TEST_APPLESS_MAIN(TestMaintenanceMode)
#include "tst_maintenancemode.moc"
