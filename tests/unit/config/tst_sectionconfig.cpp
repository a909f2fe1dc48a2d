// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/sectionconfig.h"
#include "tests/support/properties.h"

#include <QDir>
#include <QTest>

using namespace Drydock;

namespace {

const QByteArray key = QByteArrayLiteral("maintenance-mode");

/// Every file of the corpus as it is, with CRLF, and without its last line's end.
QHash<QString, QByteArray> corpus()
{
    QHash<QString, QByteArray> files;
    const QDir folder(QStringLiteral(DRYDOCK_TEST_DATA "/datastore-cfg"));
    for (const QString &name : folder.entryList({QStringLiteral("*.cfg")})) {
        QFile file(folder.filePath(name));
        if (!file.open(QIODevice::ReadOnly))
            return {};
        const QByteArray bytes = file.readAll();
        files.insert(name, bytes);
        files.insert(name + QStringLiteral(" with CRLF"), QByteArray(bytes).replace("\r", "").replace("\n", "\r\n"));
        if (bytes.endsWith('\n'))
            files.insert(name + QStringLiteral(" without end"), bytes.chopped(1));
    }
    return files;
}

/// Lines with their ends.
QByteArrayList lines(const QByteArray &bytes)
{
    QByteArrayList parts;
    for (qsizetype begin = 0; begin < bytes.size();) {
        const qsizetype newline = bytes.indexOf('\n', begin);
        const qsizetype end = newline < 0 ? bytes.size() : newline + 1;
        parts.append(bytes.sliced(begin, end - begin));
        begin = end;
    }
    return parts;
}

/// What is left of both texts without their common start and end.
struct Difference {
    QByteArray before;
    QByteArray after;
};

Difference difference(const QByteArray &before, const QByteArray &after)
{
    qsizetype start = 0;
    while (start < before.size() && start < after.size() && before.at(start) == after.at(start))
        ++start;
    qsizetype end = 0;
    while (end < before.size() - start && end < after.size() - start
           && before.at(before.size() - 1 - end) == after.at(after.size() - 1 - end))
        ++end;
    return {before.sliced(start, before.size() - start - end), after.sliced(start, after.size() - start - end)};
}

/// A problem in any form is found by its first line.
QString firstProblem(const SectionConfig &config)
{
    if (config.problems().isEmpty())
        return {};
    const ConfigProblem &problem = config.problems().constFirst();
    return QString::number(problem.line) + QStringLiteral(": ") + problem.reason;
}

QByteArray printed(const SectionConfig &config)
{
    QByteArray text;
    for (const Section &section : config.sections()) {
        text += section.type + ':' + section.id + (section.broken ? "!" : "") + '{';
        for (const PropertyLine &property : section.properties)
            text += property.key + '=' + property.value + ';';
        text += '}';
    }
    return text;
}

} // namespace

class TestSectionConfig : public QObject
{
    Q_OBJECT

private slots:
    void loneCarriageReturnAtTheEndStaysInItsLine();
    void linesAreReadAsPbsReadsThem_data();
    void linesAreReadAsPbsReadsThem();
    void readingGoesOnAtTheNextHeader_data();
    void readingGoesOnAtTheNextHeader();
    void theCorpusIsThere();
    void everyByteIsKept();
    void everyPrefixHasAResultOrALine();
    void settingChangesOneLine();
    void clearingRemovesOneLine();
    void insertionKeepsOrderAndLineEnds_data();
    void insertionKeepsOrderAndLineEnds();
    void replacementKeepsTheRestOfTheLine_data();
    void replacementKeepsTheRestOfTheLine();
    void sectionsComeAndGoByThemselves_data();
    void sectionsComeAndGoByThemselves();
    void anyBytesAreReadWithoutHarm();
    void digestIsPbsOwn();
};

void TestSectionConfig::linesAreReadAsPbsReadsThem_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("sections");
    QTest::addColumn<QString>("problem");
    const auto row = [](const char *name, const QByteArray &bytes, const char *sections, const char *problem = "") {
        QTest::newRow(name) << bytes << QByteArray(sections) << QString::fromUtf8(problem);
    };
    const char header[] = "1: syntax error (expected header)";
    const char property[] = "2: syntax error (expected section properties)";
    row("empty file", "", "");
    row("blank lines only", "\n \n\t\r\n", "");
    row("plain", "a: b\n\tk v\n", "a:b{k=v;}");
    row("no end of the last line", "a: b\n\tk v", "a:b{k=v;}");
    row("CRLF", "a: b\r\n\tk v\r\n\r\nc: d\r\n", "a:b{k=v;}c:d{}");
    row("CR before the end of the file is white space", "a: b\n\tk v\r", "a:b{k=v;}");
    row("CR alone ends no line", "a: b\r\tk v\r", "a:b\r\tk v{}");
    row("id may be empty", "a:\n\tk v\n", "a:{k=v;}");
    row("id up to the second colon and on", "a: b:c\n", "a:b:c{}");
    row("type and id are trimmed", "a \t:\xc2\xa0  b\xe2\x80\x89\n", "a:b{}");
    row("value trimmed, inner blanks kept", "a: b\n\tk   v  w \t\n", "a:b{k=v  w;}");
    row("empty value after a blank", "a: b\n\tk \n", "a:b{k=;}");
    row("value ended by no-break space", "a: b\n\tk v\xc2\xa0\n", "a:b{k=v;}");
    row("key ended by an ideographic space", "a: b\n\tk\xe3\x80\x80v\n", "a:b{k=v;}");
    row("indented by NEL", "a: b\n\xc2\x85k v\n", "a:b{k=v;}");
    row("indented by a line separator", "a: b\n\xe2\x80\xa8k v\n", "a:b{k=v;}");
    row("zero width space indents nothing", "a: b\n\xe2\x80\x8bk v\n", "a:b!{}", property);
    row("Mongolian vowel separator is no space", "a: b\n\xe1\xa0\x8ek v\n", "a:b!{}", property);
    row("a line of unicode spaces ends a section", "a: b\n\tk v\n\xe2\x80\x83\xc2\x85\nc: d\n", "a:b{k=v;}c:d{}");
    row("blank line right after the header", "a: b\n\n\tk v\n", "a:b{}", "3: syntax error (expected header)");
    row("key without value", "a: b\n\tk\n", "a:b!{}", property);
    row("not indented", "a: b\nk v\n", "a:b!{}", property);
    row("header after a property", "a: b\n\tk v\nc: d\n", "a:b!{k=v;}",
        "3: syntax error (expected section properties)");
    row("header indented", " a: b\n", "", header);
    row("no colon", "a b\n", "", header);
    row("digit first", "1a: b\n", "", header);
    row("colon first", ": b\n", "", header);
    row("comment", "# a: b\n", "", header);
    row("byte order mark",
        "\xef\xbb\xbf"
        "a: b\n",
        "", header);
    row("NUL first", QByteArray("\0a: b\n", 6), "", header);
    row("letter of another script", "\xc3\xa4: b\n", "\xc3\xa4:b{}");
    row("letter beyond the first plane", "\xf0\x90\x90\x80: b\n", "\xf0\x90\x90\x80:b{}");
    row("emoji is no letter", "\xf0\x9f\x94\xa7: b\n", "", header);
    row("not UTF-8 in a value", "a: b\n\tk \xff\n\tl v\n", "a:b!{k=\xff;l=v;}",
        "2: stream did not contain valid UTF-8");
    row("not UTF-8 in a header", "a: \xff\n\tk v\n", "a:\xff!{k=v;}", "1: stream did not contain valid UTF-8");
    row("cut UTF-8 at the end", "a: b\n\tk \xc3", "a:b!{k=\xc3;}", "2: stream did not contain valid UTF-8");
    row("a surrogate is not UTF-8", "a: b\n\tk \xed\xa0\x80\n", "a:b!{k=\xed\xa0\x80;}",
        "2: stream did not contain valid UTF-8");
}

void TestSectionConfig::linesAreReadAsPbsReadsThem() // I-08
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, sections);
    QFETCH(QString, problem);
    const SectionConfig config = SectionConfig::parse(bytes);
    QCOMPARE(printed(config), sections);
    QCOMPARE(firstProblem(config), problem);
    QCOMPARE(config.bytes(), bytes);
}

void TestSectionConfig::readingGoesOnAtTheNextHeader_data()
{
    QTest::addColumn<QByteArray>("bad");
    QTest::addColumn<int>("problems");
    QTest::newRow("bad property") << QByteArray("x: y\nbad\n\tk v\nbad\n") << 1;
    QTest::newRow("bad header") << QByteArray("bad\n\tk v\nbad\n") << 1;
    QTest::newRow("two of them") << QByteArray("bad\n\nx: y\n\tk\n") << 2;
    QTest::newRow("binary") << QByteArray("\x7f"
                                          "ELF\x02\x01\x00\x00\xff\n\x01\x02\n",
                                          13)
                            << 2;
}

void TestSectionConfig::readingGoesOnAtTheNextHeader()
{
    QFETCH(QByteArray, bad);
    QFETCH(int, problems);
    const SectionConfig config = SectionConfig::parse("a: b\n\tk v\n\n" + bad + "\nc: d\n\tk v\n");
    QCOMPARE(config.problems().size(), problems);
    QVERIFY(config.problems().constFirst().line >= 4);
    QCOMPARE(config.sections().constFirst().id, "b");
    QCOMPARE(config.sections().constLast().id, "d");
    QVERIFY(!config.sections().constLast().broken);
    QCOMPARE(config.sections().constLast().properties.size(), 1);
}

void TestSectionConfig::theCorpusIsThere()
{
    QCOMPARE(QDir(QStringLiteral(DRYDOCK_TEST_DATA "/datastore-cfg")).entryList({QStringLiteral("*.cfg")}).size(), 133);
    QVERIFY(corpus().size() > 300);
}

void TestSectionConfig::everyByteIsKept() // I-08
{
    const auto files = corpus();
    for (auto file = files.cbegin(); file != files.cend(); ++file) {
        const SectionConfig config = SectionConfig::parse(*file);
        QCOMPARE(config.bytes(), *file);
        QByteArray rebuilt;
        for (const Section &section : config.sections()) {
            rebuilt += file->sliced(rebuilt.size(), section.begin - rebuilt.size()); // blank lines, bad ones
            rebuilt += file->sliced(section.begin, section.bodyBegin - section.begin);
            for (const PropertyLine &property : section.properties) {
                QCOMPARE(property.begin, rebuilt.size());
                QCOMPARE(lines(file->first(property.begin)).size() + 1, property.line);
                rebuilt += file->sliced(property.begin, property.end - property.begin);
            }
            QCOMPARE(section.end, rebuilt.size());
        }
        rebuilt += file->sliced(rebuilt.size());
        QCOMPARE(rebuilt, *file);
    }
}

void TestSectionConfig::everyPrefixHasAResultOrALine() // I-07
{
    const auto files = corpus();
    for (auto file = files.cbegin(); file != files.cend(); ++file) {
        // The long values among them add nothing by their length.
        const qsizetype step = std::max<qsizetype>(1, file->size() / 500);
        for (qsizetype size = 0; size <= file->size(); size += step) {
            const QByteArray prefix = file->first(size);
            const SectionConfig config = SectionConfig::parse(prefix);
            QCOMPARE(config.bytes(), prefix);
            for (const ConfigProblem &problem : config.problems()) {
                QVERIFY2(problem.line >= 1 && problem.line <= lines(prefix).size(), qPrintable(file.key()));
                QVERIFY(!problem.reason.isEmpty());
            }
        }
    }
}

void TestSectionConfig::settingChangesOneLine() // I-08
{
    const QByteArray value = QByteArrayLiteral("offline,message=\"a, b\"");
    const auto files = corpus();
    int edits = 0;
    for (auto file = files.cbegin(); file != files.cend(); ++file) {
        const SectionConfig config = SectionConfig::parse(*file);
        for (qsizetype i = 0; i < config.sections().size(); ++i) {
            const Section &section = config.sections().at(i);
            if (section.broken)
                continue;
            const auto old = std::find_if(section.properties.begin(), section.properties.end(),
                                          [](const PropertyLine &line) { return line.key == key; });
            const bool replaces = old != section.properties.end();
            const QByteArray edited = config.withProperty(section, key, value);
            const SectionConfig reread = SectionConfig::parse(edited);
            QCOMPARE(reread.sections().size(), config.sections().size());
            QCOMPARE(reread.problems().size(), config.problems().size());
            QVERIFY2(reread.sections().at(i).properties.size() == section.properties.size() + (replaces ? 0 : 1),
                     qPrintable(file.key()));

            const Difference change = difference(*file, edited);
            if (replaces) {
                QVERIFY(!change.before.contains('\n') && !change.after.contains('\n'));
                QCOMPARE(lines(edited).size(), lines(*file).size());
            } else {
                QVERIFY2(change.before.isEmpty(), qPrintable(file.key()));
                QCOMPARE(change.after.count('\n'), 1);
                QVERIFY(change.after.contains(value));
            }
            ++edits;
        }
    }
    QVERIFY(edits > 300);
}

void TestSectionConfig::clearingRemovesOneLine() // I-08
{
    const auto files = corpus();
    int removals = 0;
    for (auto file = files.cbegin(); file != files.cend(); ++file) {
        const SectionConfig config = SectionConfig::parse(*file);
        for (const Section &section : config.sections()) {
            for (const PropertyLine &property : section.properties) {
                const QByteArray edited = config.withoutProperty(section, property.key);
                QByteArrayList expected = lines(*file);
                const auto first =
                    std::find_if(section.properties.begin(), section.properties.end(),
                                 [&property](const PropertyLine &line) { return line.key == property.key; });
                expected.removeAt(first->line - 1);
                QCOMPARE(edited, expected.join());
                ++removals;
            }
            QCOMPARE(config.withoutProperty(section, "absent"), *file);
        }
    }
    QVERIFY(removals > 300);
}

void TestSectionConfig::insertionKeepsOrderAndLineEnds_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    const auto row = [](const char *name, const char *before, const char *after) {
        QTest::newRow(name) << QByteArray(before) << QByteArray(after);
    };
    row("before the first key that sorts after it", "a: b\n\tcomment c\n\tpath /x\n",
        "a: b\n\tcomment c\n\tmaintenance-mode M\n\tpath /x\n");
    row("first of all", "a: b\n\tpath /x\n", "a: b\n\tmaintenance-mode M\n\tpath /x\n");
    row("last of all", "a: b\n\tcomment c\n\nd: e\n", "a: b\n\tcomment c\n\tmaintenance-mode M\n\nd: e\n");
    row("keys without order: before the first greater one", "a: b\n\tverify-new 1\n\tcomment c\n\tpath /x\n",
        "a: b\n\tmaintenance-mode M\n\tverify-new 1\n\tcomment c\n\tpath /x\n");
    row("no properties", "a: b\n\nc: d\n", "a: b\n\tmaintenance-mode M\n\nc: d\n");
    row("CRLF", "a: b\r\n\tpath /x\r\n", "a: b\r\n\tmaintenance-mode M\r\n\tpath /x\r\n");
    row("CRLF in this section alone", "x: y\n\tk v\n\na: b\r\n\tcomment c\r\n", // section a is edited
        "x: y\n\tk v\n\na: b\r\n\tcomment c\r\n\tmaintenance-mode M\r\n");
    row("file without last end", "a: b\n\tcomment c", "a: b\n\tcomment c\n\tmaintenance-mode M");
    row("CRLF file without last end", "a: b\r\n\tcomment c", "a: b\r\n\tcomment c\r\n\tmaintenance-mode M");
    row("an old line after a greater key", "a: b\n\tverify-new 1\n\tmaintenance-mode x\n",
        "a: b\n\tverify-new 1\n\tmaintenance-mode M\n");
    row("indented by blanks: ours by a tab", "a: b\n  path /x\n", "a: b\n\tmaintenance-mode M\n  path /x\n");
}

void TestSectionConfig::insertionKeepsOrderAndLineEnds() // I-08
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    const SectionConfig config = SectionConfig::parse(before);
    const auto section = std::find_if(config.sections().begin(), config.sections().end(),
                                      [](const Section &candidate) { return candidate.id == "b"; });
    QCOMPARE(config.withProperty(*section, key, "M"), after);
    const SectionConfig reread = SectionConfig::parse(after);
    const auto again = std::find_if(reread.sections().begin(), reread.sections().end(),
                                    [](const Section &candidate) { return candidate.id == "b"; });
    if (before.endsWith('\n') && !before.contains(key)) // else taking the line away leaves the end that it needed
        QCOMPARE(reread.withoutProperty(*again, key), before);
}

void TestSectionConfig::replacementKeepsTheRestOfTheLine_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    const auto row = [](const char *name, const char *before, const char *after) {
        QTest::newRow(name) << QByteArray("a: b\n") + before << QByteArray("a: b\n") + after;
    };
    row("plain", "\tmaintenance-mode x\n", "\tmaintenance-mode M\n");
    row("indentation", " \t maintenance-mode x\n", " \t maintenance-mode M\n");
    row("no-break space", "\xc2\xa0maintenance-mode x\n", "\xc2\xa0maintenance-mode M\n");
    row("CRLF", "\tmaintenance-mode x\r\n", "\tmaintenance-mode M\r\n");
    row("no end", "\tmaintenance-mode x", "\tmaintenance-mode M");
    row("blanks around the value go", "\tmaintenance-mode   x  \n\tpath /x\n", "\tmaintenance-mode M\n\tpath /x\n");
    row("empty value", "\tmaintenance-mode \n", "\tmaintenance-mode M\n");
    row("value that names the key", "\tmaintenance-mode maintenance-mode\n", "\tmaintenance-mode M\n");
}

void TestSectionConfig::replacementKeepsTheRestOfTheLine() // I-08
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    const SectionConfig config = SectionConfig::parse(before);
    QCOMPARE(config.withProperty(config.sections().constFirst(), key, "M"), after);
}

void TestSectionConfig::sectionsComeAndGoByThemselves_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<QByteArray>("removedAgain");
    const auto row = [](const char *name, const QByteArray &before, const QByteArray &after, const QByteArray &again) {
        QTest::newRow(name) << before << after << again;
    };
    const QByteArray added = "s: new\n\tpath /p\n";
    const QByteArray one = "a: b\n\tk v\n";
    row("to an empty file", "", added, "");
    row("to one section", one, one + '\n' + added, one);
    row("blank line there already", one + '\n', one + '\n' + added, one);
    row("blank line of spaces there already", one + " \t\n", one + " \t\n" + added, one);
    row("no last end", "a: b\n\tk v", one + '\n' + added, one);
    row("CRLF", "a: b\r\n\tk v\r\n", "a: b\r\n\tk v\r\n\r\ns: new\r\n\tpath /p\r\n", "a: b\r\n\tk v\r\n");
    row("blank lines only", "\n\n", "\n\n" + added, "\n");
}

void TestSectionConfig::sectionsComeAndGoByThemselves() // I-08
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    QFETCH(QByteArray, removedAgain);
    const SectionConfig config = SectionConfig::parse(before);
    QCOMPARE(config.withSection("s", "new", {{"path", "/p"}}), after);
    const SectionConfig edited = SectionConfig::parse(after);
    QVERIFY(edited.problems().isEmpty());
    QCOMPARE(edited.withoutSection(edited.sections().constLast()), removedAgain);

    // Gone from the start and from the middle, the others stay as they were.
    const QByteArray rest = "x: y\n\tk v\n\nz: w\n\tk v\n";
    const SectionConfig first = SectionConfig::parse("s: new\n\tpath /p\n\n" + rest);
    QCOMPARE(first.withoutSection(first.sections().constFirst()), rest);
    const SectionConfig middle = SectionConfig::parse("x: y\n\tk v\n\ns: new\n\tpath /p\n\nz: w\n\tk v\n");
    QCOMPARE(middle.withoutSection(middle.sections().at(1)), rest);
}

void TestSectionConfig::anyBytesAreReadWithoutHarm() // I-07, I-08
{
    QVERIFY(holdsAlways("parsing keeps every byte and stays inside them", [] {
        const auto piece = rc::gen::elementOf(
            std::vector<std::string>{"a: b", "\n", "\r\n", "\t", " ", "k v", "maintenance-mode offline", "\xc2\xa0",
                                     "\xff", "datastore: x", std::string(1, '\0'), "\xef\xbb\xbf", ":", "\xe2\x80"});
        QByteArray bytes;
        for (const std::string &part : *rc::gen::container<std::vector<std::string>>(piece))
            bytes.append(part.data(), static_cast<qsizetype>(part.size()));
        const SectionConfig config = SectionConfig::parse(bytes);
        RC_ASSERT(config.bytes() == bytes);
        for (const Section &section : config.sections()) {
            RC_ASSERT(section.begin < section.bodyBegin && section.bodyBegin <= section.end);
            RC_ASSERT(section.end <= bytes.size() && section.endLine >= section.line);
            const QByteArray edited = config.withProperty(section, key, "offline");
            RC_ASSERT(SectionConfig::parse(edited).sections().size() == config.sections().size());
        }
    }));
}

void TestSectionConfig::digestIsPbsOwn() // I-09
{
    QCOMPARE(SectionConfig::parse({}).digest(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    QCOMPARE(SectionConfig::parse("abc").digest(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

void TestSectionConfig::loneCarriageReturnAtTheEndStaysInItsLine() // I-08
{
    const SectionConfig config = SectionConfig::parse("datastore: vault\n\tgc\r");
    QCOMPARE(config.sections().size(), 1);
    const PropertyLine last = config.sections()[0].properties.last();
    const SectionConfig more = SectionConfig::parse(config.withSection("datastore", "new", {{"path", "/mnt/new"}}));
    QCOMPARE(more.sections().size(), 2);
    QCOMPARE(more.sections()[0].properties.last().key, last.key);
    QCOMPARE(more.sections()[0].properties.last().value, last.value);
    const SectionConfig set = SectionConfig::parse(config.withProperty(config.sections()[0], "path", "/mnt/x"));
    QCOMPARE(set.sections()[0].properties.first().key, last.key);
    QCOMPARE(set.sections()[0].properties.first().value, last.value);
    QCOMPARE(set.sections()[0].properties.last().value, QByteArray("/mnt/x"));
}

QTEST_APPLESS_MAIN(TestSectionConfig)
#include "tst_sectionconfig.moc"
