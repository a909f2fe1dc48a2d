// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/panesplitter.h"

#include "ui/desktop/palette.h"

#include <QPainter>

namespace Drydock {

namespace {

class HairlineHandle : public QSplitterHandle
{
public:
    using QSplitterHandle::QSplitterHandle;

protected:
    // Qt makes a narrow handle's grip wider than the line; the margins are what must stay clear.
    void paintEvent(QPaintEvent *) override { QPainter(this).fillRect(contentsRect(), separatorColor(palette())); }
};

} // namespace

PaneSplitter::PaneSplitter(QWidget *parent)
    : QSplitter(parent)
{
    setChildrenCollapsible(false);
    setHandleWidth(1);
}

QSplitterHandle *PaneSplitter::createHandle()
{
    return new HairlineHandle(orientation(), this);
}

} // namespace Drydock
