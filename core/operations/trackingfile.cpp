// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operations/trackingfile.h"

#include "core/base/utf8.h"
#include "core/operations/jsonskip.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <string_view>

namespace Drydock {

namespace {

namespace json = simdjson::ondemand;

constexpr quint64 highestPid = 1U << 22; // PID_MAX_LIMIT
constexpr quint64 highestNumber = std::numeric_limits<quint64>::max();
constexpr quint64 highestCount = std::numeric_limits<qint64>::max();
// A false count from a hostile writer must not overflow a sum: a file of 1 MiB has fewer than 2^15 entries.
constexpr quint64 countCeiling = quint64(1) << 40;
constexpr qsizetype shownTextLimit = 64;

enum Key : unsigned {
    NoKey = 0,
    PidKey = 1,
    StartTimeKey = 2,
    OperationsKey = 4,
    SpaceKey = 8,
    GuardianKey = 16,
    SinceKey = 32,
    JobKey = 64,
    LabelKey = 128,
    ReadKey = 256,
    WriteKey = 512,
};
constexpr unsigned processKeys = PidKey | StartTimeKey;
constexpr unsigned countKeys = ReadKey | WriteKey;
constexpr unsigned entryKeysNeeded = processKeys | OperationsKey;
constexpr unsigned entryKeys = entryKeysNeeded | SpaceKey | GuardianKey | SinceKey | JobKey | LabelKey;

struct KeyName {
    Key key;
    std::string_view name;
};
constexpr std::array<KeyName, 10> keyNames = {{
    {PidKey, "pid"},
    {StartTimeKey, "starttime"},
    {OperationsKey, "active_operations"},
    {SpaceKey, "ns"},
    {GuardianKey, "guardian"},
    {SinceKey, "since"},
    {JobKey, "job"},
    {LabelKey, "label"},
    {ReadKey, "read"},
    {WriteKey, "write"},
}};

Key keyOf(std::string_view name, unsigned expected)
{
    for (const KeyName &known : keyNames) {
        if (known.name == name)
            return (known.key & expected) != 0 ? known.key : NoKey;
    }
    return NoKey;
}

QString nameOf(unsigned key)
{
    for (const KeyName &known : keyNames) {
        if (known.key == key)
            return QString::fromLatin1(known.name.data(), static_cast<qsizetype>(known.name.size()));
    }
    return {};
}

bool isFitToShow(const QString &text)
{
    const auto isControl = [](QChar c) { return c.category() == QChar::Other_Control; };
    return text.toUcs4().size() <= shownTextLimit && std::none_of(text.begin(), text.end(), isControl);
}

constexpr qsizetype ordinaryEntrySize = 128; // about what one of ours takes; only to grow the list once

/// Finds entries of a text among those of an earlier one. Few come, go or change between two looks, so the next one to
/// find is most often the next one there, or the one behind it.
class FormerEntries
{
public:
    explicit FormerEntries(const QList<TrackingEntry> &entries)
        : m_entries(entries)
    {
    }

    /// The entry whose bytes `text` begins with. An object ends where its braces do, so it can't be longer than that.
    const TrackingEntry *take(std::string_view text)
    {
        for (qsizetype i = m_next; i < std::min(m_next + 2, m_entries.size()); ++i) {
            const QByteArray &raw = m_entries.at(i).raw;
            if (!raw.isEmpty() && text.starts_with({raw.constData(), static_cast<size_t>(raw.size())})) {
                m_next = i + 1;
                return &m_entries.at(i);
            }
        }
        ++m_next;
        return nullptr;
    }

private:
    const QList<TrackingEntry> &m_entries;
    qsizetype m_next = 0;
};

/// Reads one text. What PBS's deserialiser refuses is refused here: fields that are missing, come twice, have the wrong
/// type or are out of range. Keys that are not ours are looked at as far as it takes to know that they are JSON.
class TrackingReader
{
public:
    bool readDocument(json::document &document, std::string_view text, FormerEntries former,
                      QList<TrackingEntry> *entries);
    [[nodiscard]] QString reason() const { return m_reason; }

private:
    bool fail(const QString &reason);
    bool check(simdjson::error_code error);
    bool readEntry(json::value value, TrackingEntry *entry);
    bool readEntryField(Key key, json::value value, TrackingEntry *entry);
    bool readProcess(json::value value, ProcessKey *process);
    bool readProcessField(Key key, json::value value, ProcessKey *process);
    bool readCounts(json::value value, OperationCounts *counts);
    bool readNumber(Key key, json::value value, quint64 lowest, quint64 highest, quint64 *out);
    bool readSpace(json::value value, QByteArray *out);
    bool readSince(json::value value, std::optional<qint64> *out);
    bool readShownText(json::value value, QString *out);
    bool skip(json::value value) { return check(skipJson(value)); }
    template <class Field>
    bool readFields(json::object &object, unsigned expected, unsigned needed, Field field);

    QString m_reason;
    int m_entry = 0; ///< 1-based number of the entry being read
};

bool TrackingReader::fail(const QString &reason)
{
    m_reason = m_entry > 0 ? QStringLiteral("entry %1: %2").arg(m_entry).arg(reason) : reason;
    return false;
}

bool TrackingReader::check(simdjson::error_code error)
{
    return error == simdjson::SUCCESS || fail(QString::fromLatin1(simdjson::error_message(error)));
}

bool TrackingReader::readDocument(json::document &document, std::string_view text, FormerEntries former,
                                  QList<TrackingEntry> *entries)
{
    json::array array;
    const simdjson::error_code error = document.get_array().get(array);
    if (error == simdjson::INCORRECT_TYPE)
        return fail(QStringLiteral("not an array"));
    if (!check(error))
        return false;
    for (auto item : array) {
        ++m_entry;
        json::value value;
        if (!check(item.get(value)))
            return false;
        const auto begin = static_cast<size_t>(value.raw_json_token().data() - text.data());
        if (const TrackingEntry *same = former.take(text.substr(begin))) {
            entries->append(*same);
            continue;
        }
        TrackingEntry entry;
        if (!readEntry(value, &entry))
            return false;
        entries->append(std::move(entry));
    }
    m_entry = 0;
    const bool atEnd = document.current_location().error() == simdjson::OUT_OF_BOUNDS;
    return atEnd || fail(QStringLiteral("text after the end"));
}

bool TrackingReader::readEntry(json::value value, TrackingEntry *entry)
{
    json::object object;
    if (value.get_object().get(object) != simdjson::SUCCESS)
        return fail(QStringLiteral("not an object"));
    const auto field = [this, entry](Key key, json::value member) { return readEntryField(key, member, entry); };
    if (!readFields(object, entryKeys, entryKeysNeeded, field))
        return false;
    std::string_view raw;
    if (!check(object.raw_json().get(raw)))
        return false;
    const std::string_view text = withoutBlanksAtEnd(raw);
    entry->raw = QByteArray(text.data(), static_cast<qsizetype>(text.size()));
    return true;
}

bool TrackingReader::readEntryField(Key key, json::value value, TrackingEntry *entry)
{
    switch (key) {
    case PidKey:
    case StartTimeKey:
        return readProcessField(key, value, &entry->process);
    case OperationsKey:
        return readCounts(value, &entry->counts);
    case SpaceKey:
        return readSpace(value, &entry->space);
    case GuardianKey:
        return readProcess(value, &entry->guardian.emplace());
    case SinceKey:
        return readSince(value, &entry->since);
    case JobKey:
        return readShownText(value, &entry->job);
    case LabelKey:
        return readShownText(value, &entry->label);
    default:
        return false;
    }
}

bool TrackingReader::readProcess(json::value value, ProcessKey *process)
{
    json::object object;
    if (value.get_object().get(object) != simdjson::SUCCESS)
        return fail(QStringLiteral("\"guardian\" is not an object"));
    return readFields(object, processKeys, processKeys,
                      [this, process](Key key, json::value member) { return readProcessField(key, member, process); });
}

bool TrackingReader::readProcessField(Key key, json::value value, ProcessKey *process)
{
    if (key == StartTimeKey)
        return readNumber(key, value, 0, highestNumber, &process->startTime);
    quint64 pid = 0;
    if (!readNumber(key, value, 1, highestPid, &pid))
        return false;
    process->pid = static_cast<pid_t>(pid);
    return true;
}

bool TrackingReader::readCounts(json::value value, OperationCounts *counts)
{
    json::object object;
    if (value.get_object().get(object) != simdjson::SUCCESS)
        return fail(QStringLiteral("\"active_operations\" is not an object"));
    return readFields(object, countKeys, countKeys, [this, counts](Key key, json::value member) {
        quint64 count = 0;
        if (!readNumber(key, member, 0, highestCount, &count))
            return false;
        (key == ReadKey ? counts->read : counts->write) = static_cast<qint64>(std::min(count, countCeiling));
        return true;
    });
}

bool TrackingReader::readNumber(Key key, json::value value, quint64 lowest, quint64 highest, quint64 *out)
{
    if (value.raw_json_token().starts_with('-'))
        return fail(QStringLiteral("\"%1\" is negative").arg(nameOf(key)));
    uint64_t number = 0;
    if (value.get_uint64().get(number) != simdjson::SUCCESS)
        return fail(QStringLiteral("\"%1\" is not a whole number").arg(nameOf(key)));
    if (number < lowest || number > highest)
        return fail(QStringLiteral("\"%1\" is out of range").arg(nameOf(key)));
    *out = number;
    return true;
}

/// "ns" decides about life and death: of a wrong type it is no text of ours, and nobody else writes the key.
bool TrackingReader::readSpace(json::value value, QByteArray *out)
{
    std::string_view text;
    if (value.get_string().get(text) != simdjson::SUCCESS || text.empty())
        return fail(QStringLiteral("\"ns\" is not a namespace"));
    *out = QByteArray(text.data(), static_cast<qsizetype>(text.size()));
    return true;
}

/// What is only shown is left out where it has another form, so that a stranger's key of that name does no harm.
bool TrackingReader::readSince(json::value value, std::optional<qint64> *out)
{
    int64_t number = 0;
    if (value.get_int64().get(number) != simdjson::SUCCESS)
        return skip(value);
    *out = number;
    return true;
}

bool TrackingReader::readShownText(json::value value, QString *out)
{
    json::json_type type{};
    if (!check(value.type().get(type)))
        return false;
    if (type != json::json_type::string)
        return skip(value);
    std::string_view text;
    if (!check(value.get_string().get(text)))
        return false;
    const auto shown = textFromUtf8(QByteArrayView(text.data(), static_cast<qsizetype>(text.size())));
    if (shown && isFitToShow(*shown))
        *out = *shown;
    return true;
}

/// Hands each field whose key is expected to `field`, once.
template <class Field>
bool TrackingReader::readFields(json::object &object, unsigned expected, unsigned needed, Field field)
{
    unsigned seen = 0;
    for (auto item : object) {
        std::string_view name;
        json::value value;
        if (!check(item.unescaped_key().get(name)) || !check(item.value().get(value)))
            return false;
        const Key key = keyOf(name, expected);
        if ((seen & key) != 0)
            return fail(QStringLiteral("duplicate field \"%1\"").arg(nameOf(key)));
        seen |= key;
        if (key == NoKey ? !skip(value) : !field(key, value))
            return false;
    }
    const unsigned missing = needed & ~seen;
    // The lowest bit that is set names one of them.
    return missing == 0 || fail(QStringLiteral("missing field \"%1\"").arg(nameOf(missing & ~(missing - 1))));
}

/// The text followed by the room that simdjson wants to be readable behind it; copied only where it has none.
std::string_view padded(const QByteArray &bytes, QByteArray *copy)
{
    const qsizetype needed = bytes.size() + static_cast<qsizetype>(simdjson::SIMDJSON_PADDING);
    const QByteArray *text = &bytes;
    if (bytes.capacity() < needed) {
        copy->reserve(needed);
        copy->append(bytes);
        text = copy;
    }
    return {text->constData(), static_cast<size_t>(text->size())};
}

/// Appends text to one buffer. QByteArray's own ways to do it make a new one for each part.
class Printer
{
public:
    Printer() { m_bytes.reserve(usualLength); }

    Printer &operator<<(const char *text)
    {
        m_bytes.append(text);
        return *this;
    }
    template <class Number>
    Printer &number(Number value)
    {
        std::array<char, std::numeric_limits<Number>::digits10 + 2> digits;
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
        m_bytes.append(digits.data(), end - digits.data());
        return *this;
    }
    Printer &quoted(const QByteArray &text)
    {
        m_bytes.append('"');
        if (std::none_of(text.begin(), text.end(), mustBeEscaped))
            m_bytes.append(text);
        else
            std::for_each(text.begin(), text.end(), [this](char c) { appendEscaped(c); });
        m_bytes.append('"');
        return *this;
    }
    Printer &process(const ProcessKey &key)
    {
        return (*this << "{\"pid\":").number(key.pid).operator<<(",\"starttime\":").number(key.startTime);
    }
    [[nodiscard]] QByteArray bytes() const { return m_bytes; }

private:
    static bool isControl(char c) { return static_cast<unsigned char>(c) < 0x20; }
    static bool mustBeEscaped(char c) { return c == '"' || c == '\\' || isControl(c); }

    void appendEscaped(char c)
    {
        if (isControl(c))
            m_bytes.append("\\u00").append(QByteArray(1, c).toHex());
        else if (mustBeEscaped(c))
            m_bytes.append('\\').append(c);
        else
            m_bytes.append(c);
    }

    static constexpr qsizetype usualLength = 256;
    QByteArray m_bytes;
};

} // namespace

Result<QList<TrackingEntry>> parseTracking(const QByteArray &bytes, const QString &path,
                                           const QList<TrackingEntry> &before)
{
    thread_local json::parser parser;
    QByteArray copy;
    const std::string_view text = padded(bytes, &copy);
    json::document document;
    const simdjson::error_code error =
        parser.iterate(text.data(), text.size(), text.size() + simdjson::SIMDJSON_PADDING).get(document);
    if (error != simdjson::SUCCESS)
        return failure(ErrorCode::TrackingInvalid, path, QString::fromLatin1(simdjson::error_message(error)));
    TrackingReader reader;
    QList<TrackingEntry> entries;
    entries.reserve(bytes.size() / ordinaryEntrySize);
    if (!reader.readDocument(document, text, FormerEntries(before), &entries))
        return failure(ErrorCode::TrackingInvalid, path, reader.reason());
    return entries;
}

QByteArray printTracking(const QList<TrackingEntry> &entries)
{
    QByteArray bytes = QByteArrayLiteral("[");
    for (const TrackingEntry &entry : entries) {
        if (bytes.size() > 1)
            bytes.append(',');
        bytes.append(entry.raw.isEmpty() ? printEntry(entry) : entry.raw);
    }
    bytes.append(']');
    return bytes;
}

QByteArray printEntry(const TrackingEntry &entry)
{
    Printer printer;
    printer.process(entry.process) << ",\"active_operations\":{\"read\":";
    (printer.number(entry.counts.read) << ",\"write\":").number(entry.counts.write) << "}";
    if (!entry.space.isEmpty())
        (printer << ",\"ns\":").quoted(entry.space);
    if (entry.since)
        (printer << ",\"since\":").number(*entry.since);
    if (!entry.job.isEmpty())
        (printer << ",\"job\":").quoted(entry.job.toUtf8());
    if (!entry.label.isEmpty())
        (printer << ",\"label\":").quoted(entry.label.toUtf8());
    if (entry.guardian)
        (printer << ",\"guardian\":").process(*entry.guardian) << "}";
    printer << "}";
    return printer.bytes();
}

} // namespace Drydock
