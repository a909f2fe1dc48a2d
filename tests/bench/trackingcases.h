// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/bench/measure.h"

#include <QByteArray>
#include <QString>

namespace Drydock {

/// What a case found. Times are those of one pair, an acquire and a release.
struct CaseResult {
    Summary pair;
    qint64 floorMedian = 0;
    qint64 againstMedian = 0; ///< the median of what the ratio is taken against, where there is one
    double ratio = 0;
    qint64 apartMax = 0; ///< the longest pair of as many workers that share no store, where several work
};

/// Each measures `pairs` pairs in files below `folder`, and takes its ratio against the measure in the table of
/// budgets, made in the same run, alternately where that is possible.
CaseResult measureFloor(const QByteArray &folder, int pairs); ///< against itself
CaseResult measurePair(const QByteArray &folder, int pairs); ///< against the floor
CaseResult measureCrowd(const QByteArray &folder, int pairs); ///< 1,000 other live processes, against none
CaseResult measureGate(const QByteArray &folder, int pairs); ///< 100 stores, against acquire and release
CaseResult measureThreads(const QByteArray &folder, int pairs); ///< 8 threads, pairs per second against one
CaseResult measureProcesses(const QByteArray &folder, int pairs); ///< 8 processes, pairs per second against one

/// `pairs` random acquires and releases of a store whose tracking file others use as well. folder: the site's, or the
/// one that the tracking file lies in. True if our own counts are back at zero.
[[nodiscard]] bool hammer(const QByteArray &folder, const QString &store, int pairs);

} // namespace Drydock
