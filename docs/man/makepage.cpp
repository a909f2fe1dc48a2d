// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/manpage.h"

#include <QFile>

#include <cstdio>

/// Reads the page's text from stdin and writes scdoc's source to stdout; run by the build.
int main()
{
    QFile in;
    QFile out;
    if (!in.open(stdin, QIODevice::ReadOnly) || !out.open(stdout, QIODevice::WriteOnly))
        return 1;
    const QByteArray page = Drydock::manPage(QString::fromUtf8(in.readAll())).toUtf8();
    return out.write(page) == page.size() && out.flush() ? 0 : 1;
}
