// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/sectionconfig.h"

#include "core/base/utf8.h"

#include <QCryptographicHash>

#include <algorithm>

namespace Drydock {

namespace {

constexpr int mostProblems = 1000; // of a kind
// Ten thousand datastores with every property that there is have fewer; each line that is kept takes some hundred
// bytes.
constexpr qsizetype mostLines = 250'000;

// The length of the white space character (Unicode's White_Space, as PBS uses it) at the start or the end of a text,
// 0 if there is none. UTF-8 can be matched bytewise.
bool isWhiteSpace(QByteArrayView character)
{
    switch (character.size()) {
    case 1:
        return character[0] == ' ' || (character[0] >= '\t' && character[0] <= '\r');
    case 2:
        return character == "\u0085" || character == "\u00a0";
    case 3:
        return character == "\u1680" || (character >= "\u2000" && character <= "\u200a") || character == "\u2028"
               || character == "\u2029" || character == "\u202f" || character == "\u205f" || character == "\u3000";
    default:
        return false;
    }
}

int leadingSpace(QByteArrayView text)
{
    if (!text.isEmpty() && static_cast<unsigned char>(text.front()) < 0x80)
        return isWhiteSpace(text.first(1)) ? 1 : 0;
    for (int length = 2; length <= 3 && length <= text.size(); ++length) {
        if (isWhiteSpace(text.first(length)))
            return length;
    }
    return 0;
}

int trailingSpace(QByteArrayView text)
{
    if (!text.isEmpty() && static_cast<unsigned char>(text.back()) < 0x80)
        return isWhiteSpace(text.last(1)) ? 1 : 0;
    for (int length = 2; length <= 3 && length <= text.size(); ++length) {
        if (isWhiteSpace(text.last(length)))
            return length;
    }
    return 0;
}

QByteArrayView trimmedStart(QByteArrayView text)
{
    while (const int length = leadingSpace(text))
        text = text.sliced(length);
    return text;
}

QByteArrayView trimmed(QByteArrayView text)
{
    text = trimmedStart(text);
    while (const int length = trailingSpace(text))
        text.chop(length);
    return text;
}

/// Where the first white space stands, or the size.
qsizetype firstSpace(QByteArrayView text)
{
    qsizetype position = 0;
    while (position < text.size() && leadingSpace(text.sliced(position)) == 0)
        ++position;
    return position;
}

bool startsWithLetter(QByteArrayView line)
{
    if (line.isEmpty())
        return false;
    const auto first = static_cast<unsigned char>(line.front());
    if (first < 0x80)
        return QChar::isLetter(first);
    const int length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    const auto text = textFromUtf8(line.first(std::min<qsizetype>(length, line.size())));
    return text && QChar::isLetter(text->toUcs4().constFirst());
}

template <class Predicate>
QList<PropertyLine>::const_iterator findProperty(const Section &section, Predicate matches)
{
    return std::find_if(section.properties.begin(), section.properties.end(), matches);
}

QByteArray lineEndAt(const QByteArray &bytes, qsizetype begin)
{
    const qsizetype newline = bytes.indexOf('\n', begin);
    return newline > begin && bytes.at(newline - 1) == '\r' ? QByteArrayLiteral("\r\n") : QByteArrayLiteral("\n");
}

/// What ends the text's last line, which has no end. A CR there belongs to the line and must not become part of it.
QByteArray missingLineEnd(QByteArrayView text, const QByteArray &usual)
{
    return text.endsWith('\r') ? QByteArrayLiteral("\r\n") : usual;
}

} // namespace

void ConfigProblems::add(ConfigProblem problem)
{
    int &count = problem.warning ? m_warnings : m_errors;
    if (count > mostProblems)
        return;
    if (++count > mostProblems)
        problem.reason = QStringLiteral("this and further problems are not listed");
    m_problems.append(std::move(problem));
}

bool ConfigProblems::isFull() const
{
    return m_errors > mostProblems;
}

void ConfigProblems::sortByLine()
{
    std::stable_sort(m_problems.begin(), m_problems.end(),
                     [](const ConfigProblem &a, const ConfigProblem &b) { return a.line < b.line; });
}

/// Goes through a document line by line, as PBS does, and on where PBS stops.
class SectionParser
{
public:
    explicit SectionParser(const QByteArray &bytes) { m_config.m_bytes = bytes; }

    SectionConfig parse()
    {
        const QByteArray &bytes = m_config.m_bytes;
        const bool valid = bytes.isValidUtf8();
        while (m_end < bytes.size()) {
            m_begin = m_end;
            const qsizetype newline = bytes.indexOf('\n', m_begin);
            m_end = newline < 0 ? bytes.size() : newline + 1;
            qsizetype contentEnd = newline < 0 ? m_end : newline;
            if (newline > m_begin && bytes.at(newline - 1) == '\r')
                --contentEnd;
            ++m_number;
            if (m_kept >= mostLines) {
                addProblem(QStringLiteral("more than %1 lines").arg(mostLines));
                break;
            }
            const QByteArrayView line = QByteArrayView(bytes).sliced(m_begin, contentEnd - m_begin);
            if (!valid && !line.isValidUtf8())
                addProblem(QStringLiteral("stream did not contain valid UTF-8"));
            readLine(line);
            if (m_config.m_problems.isFull())
                break; // a file of another kind
        }
        if (m_state == State::Properties)
            m_config.m_sections.last().endLine = m_number;
        return std::move(m_config);
    }

private:
    enum class State {
        Header, ///< blank lines and the next header
        Properties,
        Skip, ///< after a problem, to the next blank line
    };

    void readLine(QByteArrayView line)
    {
        if (trimmed(line).isEmpty()) {
            if (m_state == State::Properties)
                m_config.m_sections.last().endLine = m_number;
            m_state = State::Header;
        } else if (m_state == State::Header) {
            readHeader(line);
        } else if (m_state == State::Properties) {
            readProperty(line);
        }
    }

    void readHeader(QByteArrayView line)
    {
        const qsizetype colon = line.indexOf(':');
        if (!startsWithLetter(line) || colon < 0) {
            addProblem(QStringLiteral("syntax error (expected header)"));
            m_state = State::Skip;
            return;
        }
        Section section;
        section.type = trimmed(line.first(colon)).toByteArray();
        section.id = trimmed(line.sliced(colon + 1)).toByteArray();
        section.line = section.endLine = m_number;
        section.begin = m_begin;
        section.bodyBegin = section.end = m_end;
        section.broken = !line.isValidUtf8();
        m_config.m_sections.append(section);
        ++m_kept;
        m_state = State::Properties;
    }

    void readProperty(QByteArrayView line)
    {
        Section &section = m_config.m_sections.last();
        const QByteArrayView text = trimmedStart(line);
        const qsizetype keyEnd = firstSpace(text);
        // A key without any white space after it has no value, not even an empty one.
        if (text.size() == line.size() || keyEnd == text.size()) {
            addProblem(QStringLiteral("syntax error (expected section properties)"));
            m_state = State::Skip;
            return;
        }
        section.properties.append(
            {text.first(keyEnd).toByteArray(), trimmed(text.sliced(keyEnd)).toByteArray(), m_number, m_begin, m_end});
        section.end = m_end;
        ++m_kept;
    }

    void addProblem(const QString &reason)
    {
        ConfigProblem problem{m_number, reason, {}, false};
        if (m_state == State::Properties) {
            Section &section = m_config.m_sections.last();
            section.broken = true;
            section.endLine = m_number;
            problem.section = section.id;
        }
        m_config.m_problems.add(std::move(problem));
    }

    SectionConfig m_config;
    State m_state = State::Header;
    int m_number = 0;
    qsizetype m_kept = 0; ///< headers and properties
    qsizetype m_begin = 0; ///< of the line
    qsizetype m_end = 0; ///< after its LF
};

SectionConfig SectionConfig::parse(const QByteArray &bytes)
{
    return SectionParser(bytes).parse();
}

QByteArray SectionConfig::digestOf(const QByteArray &bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
}

QByteArray SectionConfig::withProperty(const Section &section, const QByteArray &key, const QByteArray &value) const
{
    const QByteArray text = key + ' ' + value;
    QByteArray edited = m_bytes;
    const auto old = findProperty(section, [&key](const PropertyLine &line) { return line.key == key; });
    if (old != section.properties.end()) {
        // The indentation stays as its writer had it, and so does the line's end, or its lack at the file's end.
        const qsizetype keyAt = m_bytes.indexOf(key, old->begin);
        qsizetype textEnd = old->end;
        if (m_bytes.at(textEnd - 1) == '\n')
            textEnd -= lineEndAt(m_bytes, old->begin).size();
        return edited.replace(keyAt, textEnd - keyAt, text);
    }
    const auto next = findProperty(section, [&key](const PropertyLine &line) { return line.key > key; });
    const qsizetype position = next == section.properties.end() ? section.end : next->begin;
    const QByteArray lineEnd = lineEndAt(m_bytes, section.begin);
    if (m_bytes.at(position - 1) != '\n')
        return edited.insert(position, missingLineEnd(QByteArrayView(m_bytes).first(position), lineEnd) + '\t'
                                           + text); // the file's last line goes on having no end
    return edited.insert(position, '\t' + text + lineEnd);
}

QByteArray SectionConfig::withoutProperty(const Section &section, const QByteArray &key) const
{
    QByteArray edited = m_bytes;
    const auto old = findProperty(section, [&key](const PropertyLine &line) { return line.key == key; });
    if (old != section.properties.end())
        edited.remove(old->begin, old->end - old->begin);
    return edited;
}

QByteArray SectionConfig::withSection(const QByteArray &type, const QByteArray &id,
                                      const QList<std::pair<QByteArray, QByteArray>> &properties) const
{
    const QByteArray lineEnd = lineEndAt(m_bytes, 0);
    QByteArray edited = m_bytes;
    if (!edited.isEmpty() && !edited.endsWith('\n'))
        edited += missingLineEnd(edited, lineEnd);
    const qsizetype lastLine = edited.isEmpty() ? 0 : edited.lastIndexOf('\n', -2) + 1;
    if (!trimmed(QByteArrayView(edited).sliced(lastLine)).isEmpty())
        edited += lineEnd;
    edited += type + ": " + id + lineEnd;
    for (const auto &[key, value] : properties)
        edited += '\t' + key + ' ' + value + lineEnd;
    return edited;
}

QByteArray SectionConfig::withoutSection(const Section &section) const
{
    qsizetype begin = section.begin;
    qsizetype end = section.end;
    if (end < m_bytes.size()) {
        // Any section ends in a blank line or with the file.
        const qsizetype newline = m_bytes.indexOf('\n', end);
        end = newline < 0 ? m_bytes.size() : newline + 1;
    } else if (begin > 0) {
        const qsizetype previous = begin > 1 ? m_bytes.lastIndexOf('\n', begin - 2) + 1 : 0;
        if (trimmed(QByteArrayView(m_bytes).sliced(previous, begin - previous)).isEmpty())
            begin = previous;
    }
    QByteArray edited = m_bytes;
    return edited.remove(begin, end - begin);
}

} // namespace Drydock
