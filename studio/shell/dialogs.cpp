#include "studio/shell/dialogs.h"

#include "studio/document/document.h"
#include "studio/settings/keymap.h"
#include "studio/settings/settings.h"
#include "studio/widgets/feedback.h"
#include "studio/widgets/theme.h"
#include "studio/widgets/toggle_switch.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QDateTime>
#include <QDialog>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QLocale>
#include <QPushButton>
#include <QSpinBox>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace icmp::shell {

namespace {

QString words(const char *text)
{
    return QCoreApplication::translate("Dialogs", text);
}

// A window with a title, its content and the button that closes it.
struct Frame {
    Frame(const QString &title, QSize size, QWidget *parent)
        : dialog(parent), column(new QVBoxLayout(&dialog))
    {
        dialog.setWindowTitle(title);
        dialog.resize(size);
        column->setContentsMargins(16, 16, 16, 16);
        column->setSpacing(12);
        buttons = new QDialogButtonBox(QDialogButtonBox::Close, &dialog);
        // It ends the dialog; it is not what the dialog is for.
        buttons->button(QDialogButtonBox::Close)->setAutoDefault(false);
        QObject::connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
    }
    void run()
    {
        column->addWidget(buttons);
        // As high as its words, which wrap, when no height was asked for.
        if (column->hasHeightForWidth())
            dialog.resize(dialog.width(),
                          std::max(dialog.height(), column->totalHeightForWidth(dialog.width())));
        dialog.exec();
    }

    QDialog dialog;
    QVBoxLayout *column;
    QDialogButtonBox *buttons;
};

QLabel *paragraph(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setWordWrap(true);
    label->setForegroundRole(QPalette::PlaceholderText);
    return label;
}

QSpinBox *number(const settings::Setting<int> &setting, settings::Settings &store, QFormLayout *form)
{
    auto *box = new QSpinBox;
    box->setRange(setting.least, setting.most);
    box->setValue(store.get(setting));
    const QString label = QCoreApplication::translate("Settings", setting.label);
    box->setAccessibleName(label);
    form->addRow(label, box);
    QObject::connect(box, &QSpinBox::valueChanged, box,
                     [&store, &setting](int value) { store.set(setting, value); });
    return box;
}

void toggle(const settings::Setting<bool> &setting, settings::Settings &store, QFormLayout *form)
{
    const QString label = QCoreApplication::translate("Settings", setting.label);
    auto *box = new widgets::ToggleSwitch(label);
    box->setChecked(store.get(setting));
    form->addRow(label, box);
    QObject::connect(box, &QCheckBox::toggled, box, [&store, &setting](bool on) { store.set(setting, on); });
}

void markConflicts(const settings::Keymap &keymap, QTreeWidget *tree, QLabel *note)
{
    const QList<settings::KeyConflict> conflicts = keymap.conflicts();
    QStringList lines;
    for (const settings::KeyConflict &conflict : conflicts)
        lines.append(
            QStringLiteral("%1: %2, %3").arg(conflict.key.toString(), conflict.first, conflict.second));
    note->setText(lines.isEmpty()
                      ? words(QT_TRANSLATE_NOOP("Dialogs", "Every key starts one command."))
                      : words(QT_TRANSLATE_NOOP("Dialogs", "Keys given twice: ")) + lines.join(u';'));
    for (int i = 0; i < tree->topLevelItemCount(); ++i) {
        QTreeWidgetItem *item = tree->topLevelItem(i);
        item->setText(
            1, keymap.keyOf(item->data(0, Qt::UserRole).toString()).toString(QKeySequence::NativeText));
    }
}

} // namespace

void showVersions(document::Document &document, QWidget *parent)
{
    Frame frame(words(QT_TRANSLATE_NOOP("Dialogs", "Versions")), {520, 420}, parent);
    auto *list = new QListWidget(&frame.dialog);
    list->setAccessibleName(frame.dialog.windowTitle());
    const QList<document::Version> versions = document.versions();
    for (const document::Version &version : versions) {
        const QString when =
            QLocale().toString(QDateTime::fromMSecsSinceEpoch(version.atMs), QLocale::ShortFormat);
        list->addItem(QStringLiteral("%1\n%2, seq %3").arg(version.name, when).arg(version.seq));
    }
    list->setVisible(!versions.isEmpty());
    frame.column->addWidget(list, 1);
    if (versions.isEmpty())
        frame.column->addWidget(
            new widgets::EmptyState(
                QStringLiteral("clock"), words(QT_TRANSLATE_NOOP("Dialogs", "No version has a name yet.")),
                words(QT_TRANSLATE_NOOP("Dialogs", "Save a named version, and you can return to it.")),
                &frame.dialog),
            1);
    auto *back = frame.buttons->addButton(words(QT_TRANSLATE_NOOP("Dialogs", "Return to this version")),
                                          QDialogButtonBox::ActionRole);
    back->setEnabled(false);
    back->setAutoDefault(false);
    QObject::connect(list, &QListWidget::currentRowChanged, back,
                     [back](int row) { back->setEnabled(row >= 0); });
    QObject::connect(back, &QPushButton::clicked, &frame.dialog, [&] {
        if (document.returnTo(versions.at(list->currentRow()).id))
            frame.dialog.accept();
    });
    frame.run();
}

void showSettings(settings::Settings &store, widgets::Theme &theme, QWidget *parent)
{
    namespace declared = settings::declared;
    Frame frame(words(QT_TRANSLATE_NOOP("Dialogs", "Settings")), {480, 0}, parent);
    auto *form = new QFormLayout;
    form->setVerticalSpacing(8);
    form->setHorizontalSpacing(16);
    auto *look = new QComboBox;
    look->addItems({words(QT_TRANSLATE_NOOP("Dialogs", "As the system")),
                    words(QT_TRANSLATE_NOOP("Dialogs", "Dark")), words(QT_TRANSLATE_NOOP("Dialogs", "Light")),
                    words(QT_TRANSLATE_NOOP("Dialogs", "High contrast"))});
    look->setCurrentIndex(store.get(declared::appearance));
    look->setAccessibleName(QCoreApplication::translate("Settings", declared::appearance.label));
    form->addRow(look->accessibleName(), look);
    QObject::connect(look, &QComboBox::activated, look, [&](int index) {
        store.set(declared::appearance, index);
        theme.choose(widgets::Appearance(index));
    });
    QSpinBox *text = number(declared::textPercent, store, form);
    text->setSingleStep(10);
    text->setSuffix(QStringLiteral(" %"));
    QObject::connect(text, &QSpinBox::valueChanged, text,
                     [&theme](int percent) { theme.setTextPercent(percent); });
    number(declared::insertLengthMs, store, form)->setSuffix(QStringLiteral(" ms"));
    number(declared::snapPixels, store, form)->setSuffix(QStringLiteral(" px"));
    toggle(declared::makeProxies, store, form);
    number(declared::frameCacheMiB, store, form)->setSuffix(QStringLiteral(" MiB"));
    auto *server = new QLineEdit(store.get(declared::serverAddress));
    server->setAccessibleName(QCoreApplication::translate("Settings", declared::serverAddress.label));
    form->addRow(server->accessibleName(), server);
    QObject::connect(server, &QLineEdit::editingFinished, server,
                     [&store, server] { store.set(declared::serverAddress, server->text().trimmed()); });
    frame.column->addLayout(form);
    frame.column->addStretch(1);
    frame.run();
}

void showKeys(settings::Keymap &keymap, QWidget *parent)
{
    Frame frame(words(QT_TRANSLATE_NOOP("Dialogs", "Keyboard shortcuts")), {620, 600}, parent);
    auto *tree = new QTreeWidget(&frame.dialog);
    tree->setAccessibleName(frame.dialog.windowTitle());
    tree->setRootIsDecorated(false);
    tree->setHeaderLabels(
        {words(QT_TRANSLATE_NOOP("Dialogs", "Command")), words(QT_TRANSLATE_NOOP("Dialogs", "Key"))});
    tree->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    for (const settings::KeyedAction &action : keymap.actions()) {
        auto *item = new QTreeWidgetItem(tree, {action.description});
        item->setData(0, Qt::UserRole, action.id);
    }
    auto *note = paragraph({}, &frame.dialog);
    auto *key = new QKeySequenceEdit(&frame.dialog);
    key->setAccessibleName(words(QT_TRANSLATE_NOOP("Dialogs", "New key")));
    auto *row = new QHBoxLayout;
    row->addWidget(key, 1);
    auto *set = new QPushButton(words(QT_TRANSLATE_NOOP("Dialogs", "Set")), &frame.dialog);
    auto *reset = new QPushButton(words(QT_TRANSLATE_NOOP("Dialogs", "Default")), &frame.dialog);
    for (QPushButton *button : {set, reset})
        button->setAutoDefault(false);
    row->addWidget(set);
    row->addWidget(reset);
    const auto chosen = [tree] {
        return tree->currentItem() ? tree->currentItem()->data(0, Qt::UserRole).toString() : QString();
    };
    QObject::connect(tree, &QTreeWidget::currentItemChanged, key,
                     [&, key] { key->setKeySequence(keymap.keyOf(chosen())); });
    QObject::connect(set, &QPushButton::clicked, &frame.dialog, [&] {
        keymap.setKey(chosen(), key->keySequence());
        markConflicts(keymap, tree, note);
    });
    QObject::connect(reset, &QPushButton::clicked, &frame.dialog, [&] {
        keymap.reset(chosen());
        key->setKeySequence(keymap.keyOf(chosen()));
        markConflicts(keymap, tree, note);
    });
    markConflicts(keymap, tree, note);
    frame.column->addWidget(tree, 1);
    frame.column->addLayout(row);
    frame.column->addWidget(note);
    frame.run();
}

void showFirstSteps(const settings::Keymap &keymap, QWidget *parent)
{
    Frame frame(words(QT_TRANSLATE_NOOP("Dialogs", "First steps")), {480, 0}, parent);
    const auto key = [&keymap](const char *id) {
        return keymap.keyOf(QLatin1String(id)).toString(QKeySequence::NativeText);
    };
    const QStringList steps = {
        words(QT_TRANSLATE_NOOP("Dialogs", "1. Drop a film into the window, or import it (%1)."))
            .arg(key("file.import-media")),
        words(
            QT_TRANSLATE_NOOP(
                "Dialogs", "2. Move the playhead and press %1 for a poll, %2 for a quiz, %3 for a product."))
            .arg(key("insert.poll.single"), key("insert.quiz"), key("insert.product")),
        words(
            QT_TRANSLATE_NOOP("Dialogs", "3. Write its question and options in the inspector on the right.")),
        words(QT_TRANSLATE_NOOP(
            "Dialogs", "4. Place it on the picture and on the timeline with the mouse or the arrow keys.")),
        words(QT_TRANSLATE_NOOP("Dialogs", "5. Publish (%1). You get an address to share."))
            .arg(key("file.publish")),
        words(QT_TRANSLATE_NOOP("Dialogs", "Everything is kept as you go. %1 finds any command."))
            .arg(key("view.search"))};
    for (const QString &step : steps)
        frame.column->addWidget(paragraph(step, &frame.dialog));
    frame.column->addStretch(1);
    frame.run();
}

void showAbout(QWidget *parent)
{
    Frame frame(words(QT_TRANSLATE_NOOP("Dialogs", "About ICMP Studio")), {440, 0}, parent);
    auto *name = new QLabel(QStringLiteral("ICMP Studio"), &frame.dialog);
    name->setFont(widgets::textFont(name->font(), widgets::TextSize::Extra, QFont::DemiBold));
    frame.column->addWidget(name);
    frame.column->addWidget(
        paragraph(words(QT_TRANSLATE_NOOP("Dialogs",
                                          "Version %1. Interactive film: write it, run it live, publish it."))
                      .arg(QCoreApplication::applicationVersion()),
                  &frame.dialog));
    frame.column->addWidget(
        paragraph(words(QT_TRANSLATE_NOOP(
                      "Dialogs", "Free software under the GNU General Public License, version 3 or later.")),
                  &frame.dialog));
    frame.column->addStretch(1);
    frame.run();
}

} // namespace icmp::shell
