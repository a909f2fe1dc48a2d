// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

#include <algorithm>

namespace {

struct Message {
    QString context;
    QString source;
    QString type; ///< of the translation: empty when finished
    bool plural = false;
    QStringList translations; ///< one, or one per plural form
};

QString describe(const Message &message)
{
    return QStringLiteral("%1: \"%2\"").arg(message.context, message.source);
}

void readTranslation(QXmlStreamReader &xml, Message &message)
{
    message.type = xml.attributes().value(QLatin1String("type")).toString();
    if (!message.plural) {
        message.translations = {xml.readElementText()};
        return;
    }
    while (xml.readNextStartElement())
        message.translations.append(xml.readElementText());
}

QList<Message> readMessages(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QXmlStreamReader xml(&file);
    QList<Message> result;
    QString context;
    while (!xml.atEnd()) {
        xml.readNext();
        if (!xml.isStartElement())
            continue;
        if (xml.name() == u"name") {
            context = xml.readElementText();
        } else if (xml.name() == u"message") {
            const bool plural = xml.attributes().value(QLatin1String("numerus")) == u"yes";
            result.append({context, {}, {}, plural, {}});
        } else if (xml.name() == u"source") {
            result.last().source = xml.readElementText();
        } else if (xml.name() == u"translation") {
            readTranslation(xml, result.last());
        }
    }
    return xml.hasError() ? QList<Message>() : result;
}

/// The numbers of %1, %2 and so on. Not %n: a plural form may say "one" in a word.
QSet<QString> placeholders(const QString &text)
{
    static const QRegularExpression pattern(QStringLiteral("%L?(\\d)"));
    QSet<QString> result;
    auto matches = pattern.globalMatch(text);
    while (matches.hasNext())
        result.insert(matches.next().captured(1));
    return result;
}

} // namespace

/// The German catalogue has every text of the sources, finished, with the same placeholders.
class TestTranslations : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void everyTextIsTranslated();
    void noTextIsLeftOver();
    void placeholdersSurvive();
    void pluralsHaveBothForms();

private:
    QTemporaryDir m_folder;
    QList<Message> m_messages;
};

/// Compares the sources with a copy of the catalogue: whatever lupdate would add to it comes out unfinished.
void TestTranslations::initTestCase()
{
    QVERIFY2(m_folder.isValid(), qPrintable(m_folder.errorString()));
    const QString copy = m_folder.filePath(u"drydock_de.ts"_qs);
    QVERIFY(QFile::copy(QStringLiteral(DRYDOCK_SOURCE_DIR "/translations/drydock_de.ts"), copy));

    QProcess lupdate;
    lupdate.setWorkingDirectory(QStringLiteral(DRYDOCK_SOURCE_DIR));
    QStringList arguments = QStringLiteral(DRYDOCK_LUPDATE_ARGUMENTS).split(u' ');
    arguments.append({u"-ts"_qs, copy});
    lupdate.start(QStringLiteral(DRYDOCK_LUPDATE), arguments);
    QVERIFY2(lupdate.waitForFinished(60000), qPrintable(lupdate.errorString()));
    QVERIFY2(lupdate.exitCode() == 0, lupdate.readAllStandardError().constData());

    m_messages = readMessages(copy);
    QVERIFY(!m_messages.isEmpty());
}

void TestTranslations::everyTextIsTranslated()
{
    QStringList missing;
    for (const Message &message : std::as_const(m_messages)) {
        if (message.type == u"unfinished" || message.translations.contains(QString()))
            missing.append(describe(message));
    }
    QVERIFY2(missing.isEmpty(), qPrintable(u"not translated:\n"_qs + missing.join(u'\n')));
}

void TestTranslations::noTextIsLeftOver()
{
    QStringList left;
    for (const Message &message : readMessages(QStringLiteral(DRYDOCK_SOURCE_DIR "/translations/drydock_de.ts"))) {
        const auto same = [&](const Message &now) {
            return now.context == message.context && now.source == message.source && now.type != u"vanished"
                   && now.type != u"obsolete";
        };
        if (std::none_of(m_messages.cbegin(), m_messages.cend(), same))
            left.append(describe(message));
    }
    QVERIFY2(left.isEmpty(), qPrintable(u"no longer in the sources:\n"_qs + left.join(u'\n')));
}

void TestTranslations::placeholdersSurvive()
{
    QStringList wrong;
    for (const Message &message : std::as_const(m_messages)) {
        for (const QString &translation : message.translations) {
            if (!translation.isEmpty() && placeholders(translation) != placeholders(message.source))
                wrong.append(describe(message));
        }
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(u"other placeholders:\n"_qs + wrong.join(u'\n')));
}

void TestTranslations::pluralsHaveBothForms()
{
    QStringList wrong;
    for (const Message &message : std::as_const(m_messages)) {
        if (message.plural && message.translations.size() != 2)
            wrong.append(describe(message));
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(u"not two forms:\n"_qs + wrong.join(u'\n')));
}

QTEST_GUILESS_MAIN(TestTranslations)
#include "tst_translations.moc"
