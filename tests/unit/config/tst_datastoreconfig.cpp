// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/datastoreconfig.h"
#include "tests/support/vectors.h"

#include <QDir>
#include <QJsonArray>
#include <QTest>

using namespace Drydock;

namespace {

QString printed(const QList<ConfigProblem> &problems)
{
    QStringList lines;
    for (const ConfigProblem &problem : problems)
        lines.append(QStringLiteral("line %1 - %2").arg(problem.line).arg(problem.reason));
    return lines.join(u'\n');
}

const QByteArray good = QByteArrayLiteral("datastore: good\n\tpath /good\n\n");

} // namespace

class TestDatastoreConfig : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void filesAreJudgedAsPbsDoes_data();
    void filesAreJudgedAsPbsDoes();
    void everyListedDifferenceHasItsFile();
    void entriesSayWhatIsNeeded();
    void warningsLeaveTheFileUsable_data();
    void warningsLeaveTheFileUsable();
    void errorsRefuseTheFileAndShowTheRest_data();
    void errorsRefuseTheFileAndShowTheRest();
    void lastOfTwoSectionsCounts();
    void unknownModeTypeConcernsItsStoreAlone();
    void unreadableModeIsShownAndRefused();
    void anEmptyConfigHasNoStores();

private:
    QHash<QString, QJsonObject> m_differences; ///< by file name
};

void TestDatastoreConfig::initTestCase()
{
    // What we answer differently on purpose, each file by name with the reason and our own answer.
    for (const QJsonObject &row : readVectors(QStringLiteral("datastore-cfg-differences.jsonl"))) {
        QVERIFY(!row.value(u"reason").toString().isEmpty());
        m_differences.insert(row.value(u"file").toString(), row);
    }
    QVERIFY(!m_differences.isEmpty());
}

void TestDatastoreConfig::filesAreJudgedAsPbsDoes_data()
{
    QTest::addColumn<QString>("file");
    const QDir folder(QStringLiteral(DRYDOCK_TEST_DATA "/datastore-cfg"));
    const QStringList names = folder.entryList({QStringLiteral("*.cfg")});
    QCOMPARE(names.size(), 133);
    for (const QString &name : names)
        QTest::newRow(qPrintable(name)) << name.chopped(4);
}

void TestDatastoreConfig::filesAreJudgedAsPbsDoes() // I-01, I-08
{
    QFETCH(QString, file);
    QFile bytes(QStringLiteral(DRYDOCK_TEST_DATA "/datastore-cfg/%1.cfg").arg(file));
    QFile answer(QStringLiteral(DRYDOCK_TEST_DATA "/datastore-cfg/%1.json").arg(file));
    QVERIFY(bytes.open(QIODevice::ReadOnly) && answer.open(QIODevice::ReadOnly));
    const QJsonObject pbs = QJsonDocument::fromJson(answer.readAll()).object();
    const DatastoreConfig config = DatastoreConfig::parse(bytes.readAll());
    const QString path = QStringLiteral("datastore.cfg");

    if (const QJsonObject difference = m_differences.value(file); !difference.isEmpty()) {
        QCOMPARE(printed(config.errors()), difference.value(u"errors").toString());
        QCOMPARE(printed(config.warnings()), difference.value(u"warnings").toString());
        QVERIFY(pbs.value(u"error").toString() != printed(config.errors()));
        return;
    }
    if (!pbs.value(u"ok").toBool()) {
        const auto usable = config.usable(path);
        QVERIFY(!usable);
        QCOMPARE(usable.error().code, ErrorCode::ConfigInvalid);
        QCOMPARE(QStringLiteral("parsing \"%1.cfg\" failed: line %2 - %3")
                     .arg(file)
                     .arg(usable.error().line)
                     .arg(usable.error().detail),
                 pbs.value(u"error").toString());
        return;
    }
    QCOMPARE(printed(config.errors()), QString());
    QVERIFY(config.usable(path));
    QSet<QString> names;
    const QJsonArray sections = pbs.value(u"sections").toArray();
    for (const QJsonValue &section : sections) {
        const QString name = section[u"id"].toString();
        names.insert(name);
        const DatastoreEntry *entry = config.find(name);
        QVERIFY(entry);
        const QJsonObject properties = section[u"config"].toObject();
        QCOMPARE(entry->comment, properties.value(u"comment").toString());
        if (entry->backingDevice.isEmpty())
            QCOMPARE(entry->path, properties.value(u"path").toString());
        const QJsonObject mode = section[u"maintenance"].toObject();
        QCOMPARE(entry->mode.isSet(), !mode.isEmpty());
        if (!mode.isEmpty()) {
            QCOMPARE(QString(maintenanceTypeName(entry->mode.type)), mode.value(u"type").toString());
            QCOMPARE(entry->mode.message, mode.value(u"message").toString());
        }
        QCOMPARE(config.document().sections().at(entry->section).id, name.toUtf8());
    }
    QCOMPARE(config.stores().size(), names.size());
}

void TestDatastoreConfig::everyListedDifferenceHasItsFile()
{
    for (auto it = m_differences.cbegin(); it != m_differences.cend(); ++it)
        QVERIFY2(QFile::exists(QStringLiteral(DRYDOCK_TEST_DATA "/datastore-cfg/%1.cfg").arg(it.key())),
                 qPrintable(it.key()));
}

void TestDatastoreConfig::entriesSayWhatIsNeeded()
{
    const DatastoreConfig config = DatastoreConfig::parse(
        "datastore: usb\n\tbackend type=s3,client=c,bucket=b\n"
        "\tbacking-device 8a6fb6a2-1c7b-4f3c-9a77-0123456789ab\n\tcomment  two  words \n\tpath store\n"
        "\tmaintenance-mode offline,message=\"a, b\"\n\ndatastore: x.lock\n\tpath /y\n");
    QVERIFY(config.errors().isEmpty());
    QCOMPARE(config.stores().size(), 2);
    const DatastoreEntry *usb = config.find(QStringLiteral("usb"));
    QVERIFY(usb);
    QCOMPARE(usb->path, QStringLiteral("/mnt/datastore/usb"));
    QCOMPARE(usb->comment, QStringLiteral("two  words"));
    QCOMPARE(usb->backend, QStringLiteral("s3"));
    QCOMPARE(usb->backingDevice, QStringLiteral("8a6fb6a2-1c7b-4f3c-9a77-0123456789ab"));
    QCOMPARE(usb->mode.message, QStringLiteral("a, b"));
    QVERIFY(!usb->duplicate && !usb->reserved && usb->modeReadable);
    QCOMPARE(usb->line, 1);
    const DatastoreEntry *reserved = config.find(QStringLiteral("x.lock"));
    QVERIFY(reserved && reserved->reserved); // I-10
    QVERIFY(reserved->comment.isNull());
    QCOMPARE(reserved->backend, QStringLiteral("filesystem"));
    QCOMPARE(reserved->line, 8);
    QVERIFY(!config.find(QStringLiteral("USB")));
    QCOMPARE(config.digest(), config.document().digest());
}

void TestDatastoreConfig::warningsLeaveTheFileUsable_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("warning");
    QTest::newRow("unknown property") << QByteArray("datastore: bad\n\tnew-thing 1\n\tpath /bad\n")
                                      << QStringLiteral("line 5 - unknown property 'new-thing'");
    QTest::newRow("unknown property, twice: a list, perhaps")
        << QByteArray("datastore: bad\n\tnew-thing 1\n\tnew-thing 2\n\tpath /bad\n")
        << QStringLiteral("line 5 - unknown property 'new-thing'\nline 6 - unknown property 'new-thing'");
    QTest::newRow("indented comment") << QByteArray("datastore: bad\n\t# hello you\n\tpath /bad\n")
                                      << QStringLiteral("line 5 - unknown property '#'");
    QTest::newRow("reserved name") << QByteArray("datastore: bad.lock\n\tpath /bad\n")
                                   << QStringLiteral("line 4 - the name ends in .lock");
    QTest::newRow("relative path") << QByteArray("datastore: bad\n\tpath bad\n")
                                   << QStringLiteral("line 4 - path 'bad' is not absolute");
}

void TestDatastoreConfig::warningsLeaveTheFileUsable()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, warning);
    const DatastoreConfig config = DatastoreConfig::parse(good + bytes);
    QCOMPARE(printed(config.errors()), QString());
    QCOMPARE(printed(config.warnings()), warning);
    QVERIFY(config.usable(QStringLiteral("x")));
    QCOMPARE(config.stores().size(), 2);
}

void TestDatastoreConfig::errorsRefuseTheFileAndShowTheRest_data()
{
    QTest::addColumn<QByteArray>("bad");
    QTest::addColumn<QString>("error");
    const auto row = [](const char *name, const QByteArray &bad, const char *error) {
        QTest::newRow(name) << bad << QString::fromUtf8(error);
    };
    row("unknown type", "pool: bad\n\tpath /x\n", "line 4 - unknown section type 'pool'");
    row("name too short", "datastore: ab\n\tpath /x\n",
        "line 4 - syntax error in section identifier: value must be at least 3 characters long");
    row("name with a byte order mark",
        "datastore: \xef\xbb\xbf"
        "abc\n\tpath /x\n",
        "line 4 - syntax error in section identifier: value does not match the regex pattern");
    row("name with a slash", "datastore: a/../b\n\tpath /x\n",
        "line 4 - syntax error in section identifier: value does not match the regex pattern");
    row("empty name", "datastore:\n\tpath /x\n",
        "line 4 - syntax error in section identifier: value must be at least 3 characters long");
    row("no path, at a blank line", "datastore: bad\n\tcomment x\n",
        "line 6 - property 'path' is missing and it is not optional.");
    row("empty path", "datastore: bad\n\tpath \n",
        "line 5 - property 'path': value must be at least 1 characters long");
    row("path twice", "datastore: bad\n\tpath /a\n\tpath /b\n", "line 6 - duplicate property 'path'");
    row("mode twice", "datastore: bad\n\tpath /a\n\tmaintenance-mode offline\n\tmaintenance-mode offline\n",
        "line 7 - duplicate property 'maintenance-mode'");
    row("truncated in the middle", "datastore: bad\n\tpa", "line 5 - syntax error (expected section properties)");
    row("not UTF-8", "datastore: bad\n\tpath /\xff\n", "line 5 - stream did not contain valid UTF-8");
    row("two errors, the first is named first", "datastore: bad\n\tpath \n\tcomment\n",
        "line 5 - property 'path': value must be at least 1 characters long\n"
        "line 6 - syntax error (expected section properties)");
}

void TestDatastoreConfig::errorsRefuseTheFileAndShowTheRest() // I-01
{
    QFETCH(QByteArray, bad);
    QFETCH(QString, error);
    const DatastoreConfig config = DatastoreConfig::parse(good + bad + "\n\ndatastore: after\n\tpath /after\n");
    QCOMPARE(printed(config.errors()), error);
    QVERIFY(!config.usable(QStringLiteral("x")));
    QVERIFY(config.find(QStringLiteral("good")));
    QVERIFY(config.find(QStringLiteral("after")));
    QVERIFY(!config.find(QStringLiteral("bad")));
    QCOMPARE(config.stores().size(), 2);
}

void TestDatastoreConfig::lastOfTwoSectionsCounts() // I-09
{
    const DatastoreConfig config = DatastoreConfig::parse(
        "datastore: two\n\tpath /first\n\ndatastore: mid\n\tpath /mid\n\ndatastore: two\n\tpath /last\n");
    QVERIFY(config.usable(QStringLiteral("x")));
    QCOMPARE(printed(config.warnings()), QStringLiteral("line 7 - section 'two' occurs again; the last one counts"));
    QCOMPARE(config.stores().size(), 2);
    const DatastoreEntry *two = config.find(QStringLiteral("two"));
    QVERIFY(two && two->duplicate);
    QCOMPARE(two->path, QStringLiteral("/last"));
    QCOMPARE(two->line, 7);
    QVERIFY(!config.find(QStringLiteral("mid"))->duplicate);
}

void TestDatastoreConfig::unknownModeTypeConcernsItsStoreAlone() // I-01
{
    const DatastoreConfig config =
        DatastoreConfig::parse(good + "datastore: odd\n\tmaintenance-mode frozen\n\tpath /x\n");
    QVERIFY(config.usable(QStringLiteral("x")));
    const DatastoreEntry *odd = config.find(QStringLiteral("odd"));
    QCOMPARE(odd->mode.type, MaintenanceType::Unknown);
    QVERIFY(odd->modeReadable);
    for (const Operation operation : {Operation::Read, Operation::Write, Operation::Lookup})
        QVERIFY(odd->mode.refusal(operation));
    QVERIFY(!config.find(QStringLiteral("good"))->mode.refusal(Operation::Write));
}

void TestDatastoreConfig::unreadableModeIsShownAndRefused() // I-01, I-03
{
    const DatastoreConfig config =
        DatastoreConfig::parse(good + "datastore: odd\n\tmaintenance-mode offline,message=a,b\n\tpath /x\n");
    QCOMPARE(
        printed(config.errors()),
        QStringLiteral("line 5 - property 'maintenance-mode': parameter verification failed - 'type': duplicate key"));
    const DatastoreEntry *odd = config.find(QStringLiteral("odd"));
    QVERIFY(odd && !odd->modeReadable);
    QVERIFY(odd->mode.refusal(Operation::Lookup));
    const auto usable = config.usable(QStringLiteral("/site/datastore.cfg"));
    QCOMPARE(usable.error().subject, QStringLiteral("/site/datastore.cfg"));
    QCOMPARE(usable.error().line, 5);
}

void TestDatastoreConfig::anEmptyConfigHasNoStores()
{
    for (const DatastoreConfig &config : {DatastoreConfig(), DatastoreConfig::parse({})}) {
        QVERIFY(config.stores().isEmpty());
        QVERIFY(config.usable(QStringLiteral("x")));
        QVERIFY(!config.find(QStringLiteral("x")));
        QCOMPARE(config.digest(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}

QTEST_APPLESS_MAIN(TestDatastoreConfig)
#include "tst_datastoreconfig.moc"
