// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/process/processid.h"
#include "tests/support/helperprocess.h"
#include "tests/support/testsite.h"

#include <QByteArray>
#include <QString>

namespace Drydock {

inline const QString vault = QStringLiteral("vault");

/// A process that registers operations on a site's stores by request (tests/helpers/trackholder).
class OperationHolder : public HelperProcess
{
public:
    explicit OperationHolder(const TestSite &site);
    [[nodiscard]] bool does(const QByteArray &request) { return ask(request) == "ok"; }
};

/// A process that does nothing and ends with the object.
class IdleProcess : public HelperProcess
{
public:
    IdleProcess();
    [[nodiscard]] ProcessKey key() const;
};

/// Replaces a file as an atomic writer without a lock does: beside, then renamed.
void replaceFile(const QByteArray &path, const QByteArray &bytes);

/// datastore.cfg with the stores vault and tank and this mode of vault ("" for none), as an editor without a lock
/// writes it. `extra` goes to the end of tank's section.
void writeStores(const TestSite &site, const QByteArray &mode, const QByteArray &extra = {});

/// One entry as PBS writes it: its namespace is not told.
[[nodiscard]] QByteArray entry(const ProcessKey &process, int reads, int writes);
/// A tracking file with these entries.
[[nodiscard]] QByteArray tracking(const QByteArrayList &entries);

} // namespace Drydock
