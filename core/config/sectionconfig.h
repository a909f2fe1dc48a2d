// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

namespace Drydock {

/// One `key value` line of a section. Offsets are bytes in the document.
struct PropertyLine {
    QByteArray key;
    QByteArray value; ///< trimmed
    int line = 0; ///< 1-based
    qsizetype begin = 0; ///< of the line
    qsizetype end = 0; ///< after its LF (or the end of the file)
};

struct Section {
    QByteArray type;
    QByteArray id;
    int line = 0;
    int endLine = 0; ///< of the blank line that ends it, or the last line of the file
    qsizetype begin = 0; ///< of the header line
    qsizetype bodyBegin = 0; ///< after the header line
    qsizetype end = 0; ///< after the last property line (before the blank line that ends it)
    QList<PropertyLine> properties;
    bool broken = false; ///< a syntax problem lies inside: not to be trusted
};

struct ConfigProblem {
    int line = 0; ///< 1-based, 0 for the whole file
    QString reason; ///< PBS's words, e.g. "syntax error (expected header)"
    QByteArray section; ///< id of the section it lies in, if any
    bool warning = false; ///< kept and reported; does not make the file unusable
    bool ofEntry = false; ///< a warning that the store's own entry tells too (duplicate, reserved)
};

/// Problems in a list that a hostile file cannot make long: of errors and of warnings a thousand each; one more says
/// that there are others. An error is never left out for the sake of warnings.
class ConfigProblems
{
public:
    void add(ConfigProblem problem);
    [[nodiscard]] bool isFull() const; ///< of errors
    [[nodiscard]] const QList<ConfigProblem> &all() const { return m_problems; }
    void sortByLine(); ///< keeps the order of those of one line

private:
    QList<ConfigProblem> m_problems;
    int m_errors = 0;
    int m_warnings = 0;
};

/// A lossless section config document (pbs-facts 2): every byte is kept; typed views and edits point into it. The
/// parser never stops at a problem: it records it and goes on at the next header after a blank line, so that good
/// stores can still be shown. After a quarter of a million lines of sections, or a thousand problems, it stops, with a
/// problem that says so. A value; pure.
class SectionConfig
{
public:
    static SectionConfig parse(const QByteArray &bytes);

    [[nodiscard]] const QByteArray &bytes() const { return m_bytes; }
    [[nodiscard]] const QList<Section> &sections() const { return m_sections; }
    [[nodiscard]] const QList<ConfigProblem> &problems() const { return m_problems.all(); } ///< in order of lines
    [[nodiscard]] QByteArray digest() const { return digestOf(m_bytes); }
    [[nodiscard]] static QByteArray digestOf(const QByteArray &bytes); ///< SHA-256, lower-case hex

    /// The document with this property of a section set: its one line replaced, or a line inserted before the first
    /// key that sorts after it (a TAB, the key, one blank, the value; line end as the section's). No other byte moves.
    [[nodiscard]] QByteArray withProperty(const Section &section, const QByteArray &key, const QByteArray &value) const;
    /// The document without that property's line.
    [[nodiscard]] QByteArray withoutProperty(const Section &section, const QByteArray &key) const;
    /// The document with a new section at the end, separated by one empty line.
    [[nodiscard]] QByteArray withSection(const QByteArray &type, const QByteArray &id,
                                         const QList<std::pair<QByteArray, QByteArray>> &properties) const;
    /// The document without the section and the empty line that set it apart.
    [[nodiscard]] QByteArray withoutSection(const Section &section) const;

private:
    friend class SectionParser;
    QByteArray m_bytes;
    QList<Section> m_sections;
    ConfigProblems m_problems;
};

} // namespace Drydock
