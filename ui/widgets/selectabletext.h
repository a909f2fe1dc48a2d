// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/desktop/palette.h"

#include <QTextLayout>
#include <QWidget>

#include <optional>

namespace Drydock {

/// Plain text that is never elided: it wraps at words, and inside a word where that is longer than the line. It can be
/// selected and copied with the mouse; it has no caret, so it never blinks.
class SelectableText : public QWidget
{
    Q_OBJECT
    Q_PROPERTY(QString text READ text)

public:
    explicit SelectableText(QWidget *parent = nullptr);

    void setText(const QString &text);
    void setHue(Hue hue); ///< one of ours in place of the palette's text colour
    [[nodiscard]] QString text() const { return m_text; }
    [[nodiscard]] QString selectedText() const; ///< without the marks that isolate directions
    void selectAll();

    [[nodiscard]] QSize sizeHint() const override; ///< of the text on one line
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void layOut(QTextLayout &layout, int width) const;
    void layOutAgain();
    [[nodiscard]] int positionAt(const QPoint &point) const;
    void select(int from, int to);

    QString m_text;
    std::optional<Hue> m_hue;
    QTextLayout m_layout;
    int m_anchor = 0;
    int m_cursor = 0;
};

} // namespace Drydock
