// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/symbolicicon.h"

#include <QApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QResource>
#include <QSvgRenderer>

#include <map>
#include <tuple>
#include <utility>

namespace Drydock {

namespace {

// The drawings are black, with their accent parts in this blue; both are replaced before they are rendered.
constexpr const char *accentInFile = "#2458b8";
constexpr const char *textInFile = "#000000";

class SymbolicIconEngine : public QIconEngine
{
public:
    explicit SymbolicIconEngine(QString name)
        : m_name(std::move(name))
    {
    }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        const QPalette palette = QApplication::palette();
        const auto group = mode == QIcon::Disabled ? QPalette::Disabled : QPalette::Active;
        const auto role = mode == QIcon::Selected ? QPalette::HighlightedText : QPalette::WindowText;
        QByteArray drawing = QResource(QStringLiteral(":/icons/%1.svg").arg(m_name)).uncompressedData();
        drawing.replace(textInFile, palette.color(group, role).name().toLatin1());
        drawing.replace(accentInFile, palette.color(group, QPalette::Link).name().toLatin1());
        QSvgRenderer(drawing).render(painter, rect);
    }

    // Not QPixmapCache: its entries are looked after by a timer, and an idle window wakes up for nothing.
    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State state, qreal scale) override
    {
        const qint64 paletteKey = QApplication::palette().cacheKey();
        if (std::exchange(m_paletteKey, paletteKey) != paletteKey)
            m_pixmaps.clear();
        QPixmap &pixmap = m_pixmaps[{size.width(), size.height(), mode, scale}];
        if (pixmap.isNull()) {
            pixmap = QPixmap(size);
            pixmap.fill(Qt::transparent);
            QPainter painter(&pixmap);
            paint(&painter, QRect(QPoint(), size), mode, state);
        }
        return pixmap;
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        return scaledPixmap(size, mode, state, 1);
    }

    QIconEngine *clone() const override { return new SymbolicIconEngine(*this); }

private:
    using Key = std::tuple<int, int, QIcon::Mode, qreal>;

    QString m_name;
    std::map<Key, QPixmap> m_pixmaps;
    qint64 m_paletteKey = 0; ///< of the palette that the pixmaps were tinted with
};

} // namespace

QIcon symbolicIcon(const QString &name)
{
    return QIcon(new SymbolicIconEngine(name));
}

} // namespace Drydock
