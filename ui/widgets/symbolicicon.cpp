// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/symbolicicon.h"

#include <QApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QPixmapCache>
#include <QResource>
#include <QSvgRenderer>

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

    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State state, qreal scale) override
    {
        // The palette's key changes with the palette, so that no tint outlives it.
        const QString key = QStringLiteral("drydock-icon-%1-%2x%3-%4-%5-%6")
                                .arg(m_name)
                                .arg(size.width())
                                .arg(size.height())
                                .arg(mode)
                                .arg(scale)
                                .arg(QApplication::palette().cacheKey());
        QPixmap pixmap;
        if (QPixmapCache::find(key, &pixmap))
            return pixmap;
        pixmap = QPixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        painter.end();
        QPixmapCache::insert(key, pixmap);
        return pixmap;
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        return scaledPixmap(size, mode, state, 1);
    }

    QIconEngine *clone() const override { return new SymbolicIconEngine(*this); }

private:
    QString m_name;
};

} // namespace

QIcon symbolicIcon(const QString &name)
{
    return QIcon(new SymbolicIconEngine(name));
}

} // namespace Drydock
