// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/arch/includerules.h"

namespace Drydock::Arch {

// Who may include whom. To change a direction is to change the architecture: docs/ARCHITECTURE.md draws this picture.
const QList<IncludeRow> &includeTable()
{
    static const QList<IncludeRow> table = {
        {u"core/base/"_qs,
         {},
         {},
         Outside::System | Outside::Files | Outside::Time | Outside::Processes | Outside::Expected},

        {u"core/maintenance/"_qs, {u"core/base/"_qs}, {u"core/base/posixfilesystem"_qs}, {}},

        {u"core/process/"_qs,
         {u"core/base/"_qs, u"core/maintenance/"_qs},
         {u"core/base/posixfilesystem"_qs},
         Outside::System | Outside::Time | Outside::Processes},

        {u"core/history/"_qs,
         {u"core/base/"_qs, u"core/maintenance/"_qs},
         {u"core/base/posixfilesystem"_qs},
         Outside::Time},

        {u"core/config/"_qs,
         {u"core/base/"_qs, u"core/maintenance/"_qs, u"core/history/"_qs},
         {u"core/base/posixfilesystem"_qs},
         Outside::Time},
        {u"core/config/pbscache"_qs, {}, {}, Outside::System},
        // Asks the system which file system holds a path.
        {u"core/config/presencecache"_qs, {}, {}, Outside::System},
        {u"core/config/storenotes"_qs, {}, {}, Outside::System},
        {u"core/config/storepresence"_qs, {}, {}, Outside::System},

        {u"core/operations/"_qs,
         {u"core/base/"_qs, u"core/maintenance/"_qs, u"core/config/"_qs, u"core/process/"_qs, u"core/history/"_qs},
         {u"core/base/posixfilesystem"_qs},
         Outside::Time | Outside::Json},

        // Config and operations for reading alone: the parts that write are cut out. The change log for who, since and
        // its drained lines.
        {u"core/drain/"_qs,
         {u"core/base/"_qs, u"core/maintenance/"_qs, u"core/process/"_qs, u"core/config/"_qs, u"core/operations/"_qs,
          u"core/history/"_qs},
         {u"core/base/posixfilesystem"_qs, u"core/config/configedit"_qs, u"core/operations/operationguard"_qs},
         Outside::System | Outside::Time | Outside::Processes},

        // Looks at everything; repairs by the operations' own updates and never edits a config.
        {u"core/doctor/"_qs,
         {u"core/doctor/"_qs, u"core/base/"_qs, u"core/maintenance/"_qs, u"core/process/"_qs, u"core/config/"_qs,
          u"core/operations/"_qs, u"core/history/"_qs, u"core/drain/trackingreader.h"_qs},
         {u"core/base/posixfilesystem"_qs, u"core/config/configedit"_qs, u"core/operations/operationguard"_qs},
         Outside::System | Outside::Time},

        // QCoreApplication::translate() is what this folder is for.
        {u"core/text/"_qs,
         {u"core/base/"_qs, u"core/maintenance/"_qs, u"core/drain/drainstate.h"_qs, u"core/doctor/finding.h"_qs},
         {u"core/base/posixfilesystem"_qs},
         Outside::Time | Outside::Objects},

        {u"core/backend/"_qs,
         {u"core/"_qs},
         {u"core/base/posixfilesystem"_qs},
         Outside::Objects | Outside::Network | Outside::Time | Outside::Processes},
        // Wakes the receiver through an eventfd.
        {u"core/backend/mailbox"_qs, {}, {}, Outside::System},

        {u"ui/"_qs,
         {u"ui/"_qs, u"core/maintenance/"_qs, u"core/history/"_qs, u"core/text/"_qs, u"core/drain/drainstate.h"_qs,
          u"core/drain/drainsamples.h"_qs, u"core/backend/backend.h"_qs, u"core/backend/whendone.h"_qs,
          u"core/backend/secretstore.h"_qs, u"core/base/result.h"_qs, u"core/base/error.h"_qs, u"core/base/clock.h"_qs,
          u"core/base/displaytext.h"_qs},
         {},
         Outside::Objects | Outside::Gui | Outside::DBus | Outside::Time},

        // A command sees the abstract backend and file system; main.cpp and composition choose the real ones.
        {u"app/cli/"_qs,
         {u"app/cli/"_qs, u"core/"_qs},
         {u"core/base/posixfilesystem"_qs, u"core/backend/localbackend"_qs, u"core/backend/pbsclient"_qs,
          u"core/backend/pbsreplies"_qs, u"core/backend/pbsbackend"_qs, u"core/backend/keychainstore"_qs},
         Outside::Objects | Outside::System | Outside::Files | Outside::Time | Outside::Processes},
        {u"app/cli/main.cpp"_qs, {u"core/"_qs}, {}, {}},

        {u"app/gui/"_qs,
         {u"app/gui/"_qs, u"ui/"_qs, u"core/"_qs},
         {u"app/cli/"_qs},
         Outside::Objects | Outside::System | Outside::Files | Outside::Time | Outside::Processes | Outside::Gui
             | Outside::DBus | Outside::Network},
    };
    return table;
}

} // namespace Drydock::Arch
