// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/arch/sourcetree.h"

#include <QRegularExpression>

namespace Drydock::Arch {

/// The most lines that a file may have. The first row whose name ends the path counts.
struct LengthBudget {
    QString nameEnd;
    qsizetype lines = 0;
};

/// Something that must not stand in the code (comments aside) of the files below a folder.
struct BannedText {
    QString below; ///< folder with its slash; empty: everywhere
    QString except; ///< a folder below it that may; empty: none
    QRegularExpression pattern;
    QString why;
};

[[nodiscard]] const QList<LengthBudget> &lengthBudgets();
[[nodiscard]] const QList<BannedText> &bannedTexts();

[[nodiscard]] QList<Violation> checkLengths(const QList<SourceFile> &files, const QList<LengthBudget> &budgets);
/// Licence line first, #pragma once in headers, 120 columns.
[[nodiscard]] QList<Violation> checkForm(const QList<SourceFile> &files);
[[nodiscard]] QList<Violation> checkBannedTexts(const QList<SourceFile> &files, const QList<BannedText> &banned);

} // namespace Drydock::Arch
