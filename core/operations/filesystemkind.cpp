// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operations/filesystemkind.h"

namespace Drydock {

namespace {

// Numbers of statfs(2) and of the file systems' own sources; not all are in linux/magic.h.
enum Magic : quint32 {
    Tmpfs = 0x01021994,
    Ramfs = 0x858458F6,
    Nfs = 0x6969,
    Smb = 0x517B,
    Cifs = 0xFF534D42,
    Smb2 = 0xFE534D42,
    Fuse = 0x65735546,
    Plan9 = 0x01021997,
    Afs = 0x5346414F,
    KernelAfs = 0x6B414653,
    Autofs = 0x0187,
    Coda = 0x73757245,
    Ncp = 0x564C,
    Ceph = 0x00C36400,
    Lustre = 0x0BD00BD0,
    Gfs2 = 0x01161970,
    Ocfs2 = 0x7461636F,
    BeeGfs = 0x19830326,
    Gpfs = 0x47504653,
    OrangeFs = 0x20030528,
    PanFs = 0xAAD7AAEA,
    StorNext = 0xBEEFDEAD,
    VirtualBox = 0x786F4256,
    VmWare = 0xBACBACBC,
    Parallels = 0x7C7C6673,
};

} // namespace

FileSystemKind fileSystemKind(quint64 type)
{
    switch (static_cast<quint32>(type)) { // f_type is 32 bits wide on some machines, and signed
    case Tmpfs:
    case Ramfs:
        return FileSystemKind::Memory;
    case Nfs:
    case Smb:
    case Cifs:
    case Smb2:
    case Fuse:
    case Plan9:
    case Afs:
    case KernelAfs:
    case Autofs:
    case Coda:
    case Ncp:
    case Ceph:
    case Lustre:
    case Gfs2:
    case Ocfs2:
    case BeeGfs:
    case Gpfs:
    case OrangeFs:
    case PanFs:
    case StorNext:
    case VirtualBox:
    case VmWare:
    case Parallels:
        return FileSystemKind::Network;
    default:
        return FileSystemKind::Disk;
    }
}

} // namespace Drydock
