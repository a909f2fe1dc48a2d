// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/mounttable.h"
#include "tests/fuzz/fuzz.h"

#include <sys/sysmacros.h>

using namespace Drydock;
using Fuzz::expect;

namespace {

/// As the kernel writes a name into mountinfo.
QByteArray escaped(const QByteArray &name)
{
    QByteArray text;
    text.reserve(4 * name.size());
    for (const char c : name) {
        if (c == ' ' || c == '\t' || c == '\n' || c == '\\')
            text += '\\' + QByteArray::number(static_cast<int>(c), 8).rightJustified(3, '0');
        else
            text += c;
    }
    return text;
}

bool isBelow(const QByteArray &path, const QByteArray &point)
{
    return point == "/" || path == point || path.startsWith(point + '/');
}

} // namespace

/// A mount point of any name is found by that name, and any path lies on the mount that shows it.
int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray text = Fuzz::input(data, size);
    const MountTable table = MountTable::parse(text);
    expect(table.size() <= text.count('\n') + 1);
    if (const Mount *covering = table.covering(text))
        expect(covering->point == "/" || isBelow(text, covering->point));

    QByteArray name = text;
    name.replace('\0', '0'); // no name holds one
    while (name.startsWith('/'))
        name.remove(0, 1);
    while (name.endsWith('/'))
        name.chop(1);
    if (name.isEmpty())
        return 0;
    const QByteArray point = '/' + name;
    const QByteArray line = "36 22 98:7 " + escaped(point) + ' ' + escaped(point) + " rw,noatime master:1 - ext4 "
                            + escaped(name) + " rw\n";
    const MountTable named = MountTable::parse("22 1 254:0 / / rw - ext4 /dev/vda rw\n" + line);
    const Mount *mount = named.at(point);
    expect(named.size() == 2 && mount != nullptr);
    expect(mount->id == 36 && mount->device == makedev(98, 7) && mount->type == "ext4");
    expect(mount->root == point && mount->point == point && mount->source == name);
    expect(named.covering(point + "/x") == mount && named.covering(point) == mount);
    const Mount *beside = named.covering(point + "x");
    expect(beside != nullptr && beside->id == 22);
    return 0;
}
