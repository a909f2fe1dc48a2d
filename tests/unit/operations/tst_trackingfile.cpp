// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operations/trackingfile.h"
#include "tests/support/properties.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace Drydock;

class TestTrackingFile : public QObject
{
    Q_OBJECT

private slots:
    void readsWhatPbsReads_data();
    void readsWhatPbsReads();
    void refusesWhatIsNoTrackingFile_data();
    void refusesWhatIsNoTrackingFile();
    void everyCutFileIsRefused();
    void ourKeysAreRead();
    void textsUnfitToShowAreLeftOut_data();
    void textsUnfitToShowAreLeftOut();
    void foreignBytesSurvive_data();
    void foreignBytesSurvive();
    void anyMixOfEntriesSurvives();
    void whatWasReadBeforeChangesNoAnswer_data();
    void whatWasReadBeforeChangesNoAnswer();
    void ownEntriesAreCanonical_data();
    void ownEntriesAreCanonical();
    void namespaceOfAnyCharactersReadsBack_data();
    void namespaceOfAnyCharactersReadsBack();
    void hugeCountsDoNotOverflowASum();
    void identityIsProcessNamespaceAndGuardian();
};

namespace {

const QString path = QStringLiteral("/run/active-operations/vault");
const QByteArray plain = R"({"pid":1234,"starttime":567890,"active_operations":{"read":1,"write":2}})";

QByteArray entryWith(const QByteArray &more)
{
    return R"([{"pid":1,"starttime":2,"active_operations":{"read":3,"write":4},)" + more + "}]";
}

QByteArray entryOf(const QByteArray &pid, const QByteArray &startTime, const QByteArray &read, const QByteArray &write)
{
    return "[{\"pid\":" + pid + ",\"starttime\":" + startTime + ",\"active_operations\":{\"read\":" + read
           + ",\"write\":" + write + "}}]";
}

} // namespace

void TestTrackingFile::readsWhatPbsReads_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QList<qint64>>("numbers"); // pid, start time, read, write of each entry
    QTest::newRow("no entry") << QByteArray("[]") << QList<qint64>{};
    QTest::newRow("blanks") << QByteArray(" [ \r\n\t] \n") << QList<qint64>{};
    QTest::newRow("one entry") << '[' + plain + ']' << QList<qint64>{1234, 567890, 1, 2};
    QTest::newRow("two entries") << '[' + plain + ',' + plain + ']'
                                 << QList<qint64>{1234, 567890, 1, 2, 1234, 567890, 1, 2};
    QTest::newRow("other order") << QByteArray(R"([{"active_operations":{"write":4,"read":3},"starttime":2,"pid":1}])")
                                 << QList<qint64>{1, 2, 3, 4};
    QTest::newRow("blanks everywhere") << QByteArray(
        "[ {\n\"pid\" : 1 ,\t\"starttime\":2 , \"active_operations\" : { \"read\" : 3 , \"write\" : 4 } } ]\n")
                                       << QList<qint64>{1, 2, 3, 4};
    QTest::newRow("escaped key") << QByteArray(
        R"([{"p\u0069d":1,"starttime":2,"active_operations":{"read":3,"write":4}}])")
                                 << QList<qint64>{1, 2, 3, 4};
    QTest::newRow("unknown keys of every type")
        << entryWith(R"("a":null,"b":true,"c":-1.5e9,"d":"x\n\u00e4","e":[1,[2,{"pid":-3}]],"f":{"pid":"x"}})")
                   .chopped(2)
               + ']'
        << QList<qint64>{1, 2, 3, 4};
    QTest::newRow("unknown numbers beyond any type")
        << entryWith(R"("a":123456789012345678901234567890,"b":1e999)") << QList<qint64>{1, 2, 3, 4};
    QTest::newRow("unknown key twice") << entryWith(R"("a":1,"a":2)") << QList<qint64>{1, 2, 3, 4};
    QTest::newRow("a count's name outside the counts")
        << entryWith(R"("read":-9,"read":-9)") << QList<qint64>{1, 2, 3, 4};
    QTest::newRow("unknown kind of operation")
        << QByteArray(R"([{"pid":1,"starttime":2,"active_operations":{"read":3,"write":4,"lookup":-5}}])")
        << QList<qint64>{1, 2, 3, 4};
    QTest::newRow("highest pid") << entryOf("4194304", "0", "0", "0") << QList<qint64>{4194304, 0, 0, 0};
    QTest::newRow("highest start time") << entryOf("1", "18446744073709551615", "0", "0") << QList<qint64>{1, -1, 0, 0};
}

void TestTrackingFile::readsWhatPbsReads() // I-06
{
    QFETCH(QByteArray, text);
    QFETCH(QList<qint64>, numbers);
    const Result<QList<TrackingEntry>> entries = parseTracking(text, path);
    QVERIFY2(entries, entries ? "" : qPrintable(entries.error().detail));
    QList<qint64> found;
    for (const TrackingEntry &entry : *entries)
        found << entry.process.pid << qint64(entry.process.startTime) << entry.counts.read << entry.counts.write;
    QCOMPARE(found, numbers);
}

void TestTrackingFile::refusesWhatIsNoTrackingFile_data()
{
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char *name, const QByteArray &text) { QTest::newRow(name) << text; };
    row("empty", "");
    row("blanks only", " \n");
    row("binary", QByteArray("\0\1\2\xff", 4));
    row("not UTF-8", entryWith("\"a\":\"\xff\""));
    row("byte order mark", "\xef\xbb\xbf[]");
    row("null", "null");
    row("a number", "5");
    row("a text", "\"[]\"");
    row("an object", plain);
    row("entry is a number", "[5]");
    row("entry is null", "[null]");
    row("entry is an array", "[[1,2,[3,4]]]");
    row("empty entry", "[{}]");
    row("cut", '[' + plain);
    row("cut in an entry", '[' + plain.chopped(1));
    row("comma at the end", '[' + plain + ",]");
    row("no comma", '[' + plain + plain + ']');
    row("second array", '[' + plain + "][]");
    row("text after the end", "[] x");
    row("bracket after the end", "[]]");
    row("no pid", R"([{"starttime":2,"active_operations":{"read":3,"write":4}}])");
    row("no start time", R"([{"pid":1,"active_operations":{"read":3,"write":4}}])");
    row("no counts", R"([{"pid":1,"starttime":2}])");
    row("no read", R"([{"pid":1,"starttime":2,"active_operations":{"write":4}}])");
    row("no write", R"([{"pid":1,"starttime":2,"active_operations":{"read":4}}])");
    row("counts are null", R"([{"pid":1,"starttime":2,"active_operations":null}])");
    row("counts are an array", R"([{"pid":1,"starttime":2,"active_operations":[3,4]}])");
    row("pid twice", entryWith(R"("pid":1)"));
    row("counts twice", entryWith(R"("active_operations":{"read":0,"write":0})"));
    row("read twice", R"([{"pid":1,"starttime":2,"active_operations":{"read":3,"write":4,"read":0}}])");
    row("pid 0", entryOf("0", "2", "3", "4"));
    row("pid negative", entryOf("-1", "2", "3", "4"));
    row("pid above the kernel's highest", entryOf("4194305", "2", "3", "4"));
    row("pid above 32 bits", entryOf("4294967297", "2", "3", "4"));
    row("pid as text", entryOf("\"1\"", "2", "3", "4"));
    row("pid as fraction", entryOf("1.0", "2", "3", "4"));
    row("pid with exponent", entryOf("1e3", "2", "3", "4"));
    row("pid with a leading zero", entryOf("01", "2", "3", "4"));
    row("pid true", entryOf("true", "2", "3", "4"));
    row("start time negative", entryOf("1", "-2", "3", "4"));
    row("start time above 64 bits", entryOf("1", "18446744073709551616", "3", "4"));
    row("start time as fraction", entryOf("1", "2.5", "3", "4"));
    row("read negative", entryOf("1", "2", "-3", "4"));
    row("write negative", entryOf("1", "2", "3", "-4"));
    row("read minus zero", entryOf("1", "2", "-0", "4"));
    row("read above 63 bits", entryOf("1", "2", "9223372036854775808", "4"));
    row("read null", entryOf("1", "2", "null", "4"));
    row("namespace is a number", entryWith(R"("ns":5)"));
    row("namespace is empty", entryWith(R"("ns":"")"));
    row("namespace twice", entryWith(R"("ns":"a:1:2","ns":"a:1:2")"));
    row("guardian is null", entryWith(R"("guardian":null)"));
    row("guardian without start time", entryWith(R"("guardian":{"pid":1})"));
    row("guardian's pid 0", entryWith(R"("guardian":{"pid":0,"starttime":1})"));
    row("unknown value is no JSON", entryWith(R"("a":nul)"));
    row("unknown number is no JSON", entryWith(R"("a":1.)"));
    row("unknown number with a leading zero", entryWith(R"("a":01)"));
    row("unknown text with a bad escape", entryWith(R"("a":"\x")"));
    row("control character in a text", entryWith("\"a\":\"\n\""));
    row("nested too deeply", entryWith("\"a\":" + QByteArray(200, '[') + QByteArray(200, ']')));
}

void TestTrackingFile::refusesWhatIsNoTrackingFile() // I-06, I-07
{
    QFETCH(QByteArray, text);
    const Result<QList<TrackingEntry>> entries = parseTracking(text, path);
    QVERIFY(!entries);
    QCOMPARE(entries.error().code, ErrorCode::TrackingInvalid);
    QCOMPARE(entries.error().subject, path);
    QVERIFY(!entries.error().detail.isEmpty());
}

void TestTrackingFile::everyCutFileIsRefused() // I-07
{
    const QByteArray text = '[' + plain + ',' + entryWith(R"("ns":"b:1:2","since":1,"label":"\"x\\")").mid(1);
    QVERIFY(parseTracking(text, path));
    for (qsizetype length = 0; length < text.size(); ++length)
        QVERIFY2(!parseTracking(text.first(length), path), qPrintable(QString::number(length)));
}

void TestTrackingFile::ourKeysAreRead() // I-06
{
    const Result<QList<TrackingEntry>> entries =
        parseTracking(entryWith(R"("ns":"b:1:2","since":1767225600,"job":"backup","label":"äöü \"nightly\"",)"
                                R"("guardian":{"pid":7,"starttime":8})"),
                      path);
    QVERIFY2(entries, entries ? "" : qPrintable(entries.error().detail));
    QCOMPARE(entries->size(), 1);
    const TrackingEntry &entry = entries->first();
    QCOMPARE(entry.space, QByteArray("b:1:2"));
    QCOMPARE(entry.since, std::optional<qint64>(1767225600));
    QCOMPARE(entry.job, QStringLiteral("backup"));
    QCOMPARE(entry.label, QStringLiteral("äöü \"nightly\""));
    QVERIFY(entry.guardian == std::optional(ProcessKey{7, 8}));
}

void TestTrackingFile::textsUnfitToShowAreLeftOut_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QString>("label");
    QTest::newRow("64 characters outside the basic plane")
        << '"' + QByteArray("\U0001F600").repeated(64) + '"' << QStringLiteral("\U0001F600").repeated(64);
    QTest::newRow("65 characters") << '"' + QByteArray(65, 'x') + '"' << QString();
    QTest::newRow("newline") << QByteArray(R"("a\nb")") << QString();
    QTest::newRow("C1 control") << QByteArray(R"("a\u0085b")") << QString();
    QTest::newRow("number") << QByteArray("5") << QString();
    QTest::newRow("null") << QByteArray("null") << QString();
    QTest::newRow("object") << QByteArray(R"({"label":"x"})") << QString();
}

void TestTrackingFile::textsUnfitToShowAreLeftOut() // I-06
{
    QFETCH(QByteArray, value);
    QFETCH(QString, label);
    const QByteArray text = entryWith("\"since\":\"soon\",\"label\":" + value);
    const Result<QList<TrackingEntry>> entries = parseTracking(text, path);
    QVERIFY2(entries, entries ? "" : qPrintable(entries.error().detail));
    QCOMPARE(entries->first().label, label);
    QVERIFY(!entries->first().since);
    QCOMPARE(printTracking(*entries), text);
}

void TestTrackingFile::foreignBytesSurvive_data()
{
    QTest::addColumn<QByteArray>("entry");
    QTest::newRow("PBS's own") << plain;
    QTest::newRow("blanks inside") << QByteArray(
        "{ \"pid\":1 ,\n \"starttime\":2, \"active_operations\": {\"read\":3,\"write\":4 } }");
    QTest::newRow("numbers that a double rounds") << entryWith(R"("x":9007199254740993,"y":0.1000)").mid(1).chopped(1);
    QTest::newRow("keys that come twice, unsorted") << entryWith(R"("z":1,"a":2,"z":3)").mid(1).chopped(1);
    QTest::newRow("escapes") << entryWith(R"("x":"\u0041\/\"]}, ")").mid(1).chopped(1);
}

void TestTrackingFile::foreignBytesSurvive() // I-06
{
    QFETCH(QByteArray, entry);
    const QByteArray text = "[" + plain + "\n, " + entry + " \t]\n";
    const Result<QList<TrackingEntry>> entries = parseTracking(text, path);
    QVERIFY2(entries, entries ? "" : qPrintable(entries.error().detail));
    QCOMPARE(entries->size(), 2);
    QCOMPARE(entries->at(1).raw, entry);
    QCOMPARE(printTracking(*entries), '[' + plain + ',' + entry + ']');
}

void TestTrackingFile::anyMixOfEntriesSurvives() // I-06
{
    const bool held = holdsAlways("printing what was read gives the same bytes", [] {
        QList<TrackingEntry> entries;
        const int count = *rc::gen::inRange(0, 40);
        for (int i = 0; i < count; ++i) {
            TrackingEntry entry;
            entry.process = {*rc::gen::inRange(1, 4194305), *rc::gen::arbitrary<quint64>()};
            entry.counts = {*rc::gen::inRange(0, 1000), *rc::gen::inRange(0, 1000)};
            if (*rc::gen::arbitrary<bool>())
                entry.space = "0f0f:4026531836:4026531834";
            if (*rc::gen::arbitrary<bool>())
                entry.guardian = ProcessKey{*rc::gen::inRange(1, 4194305), *rc::gen::arbitrary<quint64>()};
            if (*rc::gen::arbitrary<bool>())
                entry.since = *rc::gen::arbitrary<qint64>();
            if (*rc::gen::arbitrary<bool>())
                entry.label = QStringLiteral("\"a\\,b} ]ü");
            entries.append(entry);
        }
        const QByteArray printed = printTracking(entries);
        const Result<QList<TrackingEntry>> read = parseTracking(printed, path);
        RC_ASSERT(read.has_value());
        RC_ASSERT(read->size() == entries.size());
        for (qsizetype i = 0; i < entries.size(); ++i) {
            RC_ASSERT(read->at(i).sameIdentity(entries[i]));
            RC_ASSERT(read->at(i).counts == entries[i].counts);
            RC_ASSERT(read->at(i).since == entries[i].since);
            RC_ASSERT(read->at(i).label == entries[i].label);
        }
        RC_ASSERT(printTracking(*read) == printed);
    });
    QVERIFY(held);
}

void TestTrackingFile::whatWasReadBeforeChangesNoAnswer_data()
{
    QTest::addColumn<QByteArrayList>("before");
    QTest::addColumn<QByteArrayList>("after");
    const auto entry = [](int pid, int write) {
        return R"({"pid":)" + QByteArray::number(pid) + R"(,"starttime":7,"active_operations":{"read":0,"write":)"
               + QByteArray::number(write) + R"(},"label":"job )" + QByteArray::number(pid) + R"("})";
    };
    const QByteArrayList four{entry(1, 1), entry(2, 1), entry(3, 1), entry(4, 1)};
    QTest::newRow("the same") << four << four;
    QTest::newRow("one changed") << four << QByteArrayList{four[0], entry(2, 9), four[2], four[3]};
    QTest::newRow("first gone") << four << four.mid(1);
    QTest::newRow("one gone between") << four << QByteArrayList{four[0], four[2], four[3]};
    QTest::newRow("two gone between") << four << QByteArrayList{four[0], four[3]};
    QTest::newRow("one more in front") << four << QByteArrayList{entry(9, 1)} + four;
    QTest::newRow("one more behind") << four << four + QByteArrayList{entry(9, 1)};
    QTest::newRow("turned round") << four << QByteArrayList{four[3], four[2], four[1], four[0]};
    QTest::newRow("the same one twice") << four << QByteArrayList{four[0], four[0], four[1], four[1]};
    QTest::newRow("nothing before") << QByteArrayList() << four;
    QTest::newRow("nothing now") << four << QByteArrayList();
    QTest::newRow("blanks now") << four << QByteArrayList{' ' + four[0] + " \n", '\t' + four[1]};
    QTest::newRow("cut off in the second") << four << QByteArrayList{four[0], four[1].chopped(1)};
    QTest::newRow("a wrong one behind") << four << QByteArrayList{four[0], four[1], "{\"pid\":1}"};
    QTest::newRow("text behind one") << four << QByteArrayList{four[0], four[1] + "x", four[2]};
}

void TestTrackingFile::whatWasReadBeforeChangesNoAnswer()
{
    QFETCH(const QByteArrayList, before);
    QFETCH(const QByteArrayList, after);
    const auto former = parseTracking('[' + before.join(',') + ']', path);
    QVERIFY(former);
    const QByteArray text = '[' + after.join(',') + ']';
    const auto plainly = parseTracking(text, path);
    const auto with = parseTracking(text, path, *former);
    QCOMPARE(with.has_value(), plainly.has_value());
    if (!with) {
        QCOMPARE(with.error(), plainly.error());
        return;
    }
    QCOMPARE(with->size(), plainly->size());
    for (qsizetype i = 0; i < with->size(); ++i) {
        QVERIFY(with->at(i).sameIdentity(plainly->at(i)));
        QCOMPARE(with->at(i).counts, plainly->at(i).counts);
        QCOMPARE(with->at(i).label, plainly->at(i).label);
        QCOMPARE(with->at(i).raw, plainly->at(i).raw);
    }
}

void TestTrackingFile::ownEntriesAreCanonical_data()
{
    QTest::addColumn<TrackingEntry>("entry");
    QTest::addColumn<QByteArray>("text");
    TrackingEntry entry;
    entry.process = {1234, 567890};
    entry.counts = {1, 2};
    QTest::newRow("as PBS writes it") << entry << plain;
    entry.space = "b:1:2";
    entry.since = 1767225600;
    QTest::newRow("an operation of ours") << entry << plain.chopped(1) + R"(,"ns":"b:1:2","since":1767225600})";
    entry.job = QStringLiteral("backup");
    entry.label = QStringLiteral("a \"b\" \\ ü");
    entry.guardian = ProcessKey{7, 8};
    QTest::newRow("a job under run")
        << entry
        << plain.chopped(1)
               + R"(,"ns":"b:1:2","since":1767225600,"job":"backup","label":"a \"b\" \\ ü",)"
                 R"("guardian":{"pid":7,"starttime":8}})";
}

void TestTrackingFile::ownEntriesAreCanonical() // I-06
{
    QFETCH(TrackingEntry, entry);
    QFETCH(QByteArray, text);
    QCOMPARE(printEntry(entry), text);
    QCOMPARE(printTracking({entry}), '[' + text + ']');
}

void TestTrackingFile::namespaceOfAnyCharactersReadsBack_data()
{
    QTest::addColumn<QByteArray>("space");
    QTest::newRow("ours") << QByteArray("b:1:2");
    QTest::newRow("a backspace") << QByteArray("\boot-a:40");
    QTest::newRow("line feed, tab and unit separator") << QByteArray("a\n\t\x1f");
    QTest::newRow("quotes and backslashes") << QByteArray("a\"\\b");
    QTest::newRow("a zero byte") << QByteArray("a\0b", 3);
    QTest::newRow("beyond ASCII") << QByteArray("\x7f\xc3\xbc");
}

void TestTrackingFile::namespaceOfAnyCharactersReadsBack() // I-06
{
    QFETCH(QByteArray, space);
    TrackingEntry entry;
    entry.process = {1, 2};
    entry.space = space;
    const auto read = parseTracking(printTracking({entry}), path);
    QVERIFY2(read, read ? "" : qPrintable(read.error().detail));
    QCOMPARE(read->size(), 1);
    QCOMPARE(read->constFirst().space, space);
}

void TestTrackingFile::hugeCountsDoNotOverflowASum() // I-06
{
    const QByteArray entry = entryOf("1", "2", "9223372036854775807", "9223372036854775807").mid(1).chopped(1);
    QByteArray text = "[" + entry;
    for (int i = 0; i < 9999; ++i)
        text += ',' + entry;
    text += ']';
    const Result<QList<TrackingEntry>> entries = parseTracking(text, path);
    QVERIFY(entries);
    OperationCounts sum;
    for (const TrackingEntry &one : *entries)
        sum += one.counts;
    QVERIFY(sum.read > 0 && sum.write > 0 && sum.total() > sum.read);
    QCOMPARE(printTracking(*entries), text);
}

void TestTrackingFile::identityIsProcessNamespaceAndGuardian() // I-06
{
    TrackingEntry entry;
    entry.process = {1, 2};
    entry.space = "b:1:2";
    TrackingEntry other = entry;
    other.counts = {5, 6};
    other.since = 1;
    QVERIFY(entry.sameIdentity(other));
    other.guardian = ProcessKey{3, 4};
    QVERIFY(!entry.sameIdentity(other));
    other = entry;
    other.space.clear();
    QVERIFY(!entry.sameIdentity(other));
    other = entry;
    other.process.startTime = 3;
    QVERIFY(!entry.sameIdentity(other));
}

DRYDOCK_TEST_APPLESS_MAIN(TestTrackingFile)
#include "tst_trackingfile.moc"
