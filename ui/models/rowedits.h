// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QList>
#include <QSet>

#include <algorithm>

namespace Drydock {

/// One step of turning a list of rows into another.
struct RowEdit {
    enum class Kind { Remove, Insert, Move };

    Kind kind;
    qsizetype at; ///< first row that goes, comes or moves
    qsizetype count; ///< rows; 1 for a move
    qsizetype to = 0; ///< of a move: where the row stands afterwards
    friend bool operator==(const RowEdit &, const RowEdit &) = default;
};

/// The steps, in order, from `before` to `after`; keys are unique within each. An inserted row is the one that `after`
/// has at that place. Rows that leave and come cost what they count; a list that is shuffled as a whole costs the
/// square of its length, which no config file does to us.
template <class Key>
[[nodiscard]] QList<RowEdit> rowEdits(const QList<Key> &before, const QList<Key> &after)
{
    QHash<Key, qsizetype> target;
    target.reserve(after.size());
    for (qsizetype i = 0; i < after.size(); ++i)
        target.insert(after.at(i), i);

    QList<RowEdit> edits;
    QList<Key> rows = before;
    for (qsizetype end = rows.size(); end > 0;) {
        qsizetype first = end;
        while (first > 0 && !target.contains(rows.at(first - 1)))
            --first;
        if (first < end) {
            edits.append({RowEdit::Kind::Remove, first, end - first});
            rows.remove(first, end - first);
        }
        end = std::max<qsizetype>(first - 1, 0);
    }

    const QSet<Key> kept(rows.cbegin(), rows.cend());
    for (qsizetype i = 0; i < after.size(); ++i) {
        if (i < rows.size() && rows.at(i) == after.at(i))
            continue;
        if (!kept.contains(after.at(i))) {
            qsizetype end = i + 1;
            while (end < after.size() && !kept.contains(after.at(end)))
                ++end;
            edits.append({RowEdit::Kind::Insert, i, end - i});
            rows.insert(i, end - i, Key());
            std::copy(after.cbegin() + i, after.cbegin() + end, rows.begin() + i);
            i = end - 1;
            continue;
        }
        // One row that went down the list is one step, not one step for each row that it passed.
        const bool wentDown = i + 1 < rows.size() && rows.at(i + 1) == after.at(i);
        const qsizetype from = wentDown ? i : rows.indexOf(after.at(i), i + 1);
        const qsizetype to = wentDown ? std::min(target.value(rows.at(i)), rows.size() - 1) : i;
        edits.append({RowEdit::Kind::Move, from, 1, to});
        rows.move(from, to);
    }
    return edits;
}

} // namespace Drydock
