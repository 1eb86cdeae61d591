#include "studio/inspector/element_form.h"

#include "studio/inspector/options_editor.h"
#include "studio/inspector/place_rows.h"
#include "studio/widgets/icons.h"
#include "studio/widgets/painting.h"
#include "studio/widgets/section.h"
#include "studio/widgets/theme.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

namespace icmp::inspector {

namespace {

// The type's icon in its tint, 36 × 36.
class TypeMark : public QWidget {
public:
    using QWidget::QWidget;
    void show(const QString &type)
    {
        m_type = type;
        update();
    }
    QSize sizeHint() const override { return {36, 36}; }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const widgets::Tokens &t = widgets::tokensOf(*this);
        QPainter painter(this);
        const QString hue = element::hueOf(m_type);
        widgets::fillRounded(painter, rect(), t.tint(hue, widgets::Tint::Rest));
        widgets::paintIcon(painter, QRectF(8, 8, 20, 20), widgets::elementIconName(m_type), t.ink(hue));
    }

private:
    QString m_type;
};

QString typeLabel(const element::Element &element)
{
    return QCoreApplication::translate("Element", element::typeOf(element).label);
}

QString languageName(const QString &tag)
{
    const QLocale locale(tag);
    // "en" alone is not American English.
    const QString name = locale.language() == QLocale::English && !tag.contains(u'-')
                             ? QLocale::languageToString(locale.language())
                             : locale.nativeLanguageName();
    return name.isEmpty() ? tag : name.left(1).toUpper() + name.mid(1);
}

enum class Part { Own, Behaviour, Appearance, Accessibility, Hidden };

Part partOf(const element::Field &field, bool answerable)
{
    if (field.kind == element::FieldKind::RightOptions)
        return Part::Hidden;
    if (field.key == QLatin1String("placement"))
        return Part::Appearance;
    if (field.key == QLatin1String("spoken"))
        return Part::Accessibility;
    if (field.key == QLatin1String("title"))
        return Part::Own;
    if (field.common)
        return !answerable &&
                       (field.key == QLatin1String("results") || field.key == QLatin1String("timeshift"))
                   ? Part::Hidden
                   : Part::Behaviour;
    return field.kind == element::FieldKind::Switch ? Part::Behaviour : Part::Own;
}

} // namespace

ElementForm::ElementForm(ApplyEdit apply, QWidget *parent)
    : QWidget(parent), m_apply(std::move(apply)), m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins(0, 0, 0, 16);
    m_column->setSpacing(0);
}

bool ElementForm::isAbout(const QList<ClipId> &clips) const
{
    return std::equal(clips.begin(), clips.end(), m_subject.clips.begin(), m_subject.clips.end(),
                      [](ClipId id, const project::Clip &clip) { return id == clip.id; });
}

void ElementForm::show(const Subject &subject)
{
    QList<ClipId> ids;
    for (const project::Clip &clip : subject.clips)
        ids.append(clip.id);
    if (!isAbout(ids)) {
        flush();
        for (FieldEditor *editor : std::as_const(m_editors))
            editor->setRefusal({});
    }
    m_subject = subject;
    QString shape = subject.languages.join(u',');
    for (const project::Clip &clip : subject.clips)
        shape += u'|' + element::typeOf(*clip.element()).key;
    if (!subject.languages.mid(1).contains(m_language))
        m_language.clear();
    if (shape != m_shape) {
        m_shape = shape;
        build();
    }
    refresh();
}

void ElementForm::flush()
{
    for (FieldEditor *editor : m_editors.values())
        editor->flush();
}

void ElementForm::focusField(const QString &key)
{
    FieldEditor *found = m_editors.value(key);
    if (!found)
        return;
    for (QWidget *control : found->findChildren<QWidget *>()) {
        if (control->focusPolicy() != Qt::NoFocus && control->isVisible()) {
            control->setFocus(Qt::OtherFocusReason);
            return;
        }
    }
}

QList<element::Field> ElementForm::sharedFields() const
{
    QList<element::Field> shared;
    const QString type = element::typeOf(first()).key;
    const bool one = m_subject.clips.size() == 1;
    const bool sameType =
        std::all_of(m_subject.clips.begin(), m_subject.clips.end(),
                    [&](const project::Clip &clip) { return element::typeOf(*clip.element()).key == type; });
    for (const element::Field &field : element::fields(first())) {
        const bool list =
            field.kind == element::FieldKind::Options || field.kind == element::FieldKind::RightOptions;
        if ((field.common || sameType) && (one || !list))
            shared.append(field);
    }
    return shared;
}

void ElementForm::build()
{
    m_editors.clear();
    m_languages = nullptr;
    // Section by section from the end; an editor may be what asked for this.
    while (QLayoutItem *item = m_column->takeAt(0)) {
        if (QWidget *old = item->widget()) {
            old->hide();
            old->deleteLater();
        }
        delete item;
    }
    buildHead();
    const QList<element::Field> fields = sharedFields();
    const bool answerable = element::typeOf(first()).answerable;
    const auto fill = [&](const QString &title, Part part) {
        widgets::Section *section = nullptr;
        for (const element::Field &field : fields) {
            if (partOf(field, answerable) != part)
                continue;
            if (!section)
                section = addSection(title);
            addEditor(section, field);
        }
        return section;
    };
    const bool asks = m_subject.clips.size() == 1 && answerable;
    widgets::Section *own = fill(asks                          ? tr("Question")
                                 : m_subject.clips.size() == 1 ? typeLabel(first())
                                                               : tr("Content"),
                                 Part::Own);
    if (own)
        own->setLineShown(false);
    if (own && m_subject.languages.size() > 1) {
        m_languages = new QToolButton(own);
        m_languages->setAccessibleName(tr("Language of the texts"));
        m_languages->setAutoRaise(true);
        m_languages->setPopupMode(QToolButton::InstantPopup);
        m_languages->setFont(widgets::textFont(font(), widgets::TextSize::Small));
        m_languages->setStyleSheet(QStringLiteral(
            "QToolButton { border: none; border-radius: 4px; padding: 3px 20px 3px 4px; background: "
            "transparent; }"
            "QToolButton:focus { border: 2px solid palette(highlight); }"
            "QToolButton::menu-indicator { image: url(:/icons/chevron-down.svg); width: 12px; height: 12px;"
            " subcontrol-position: right center; subcontrol-origin: padding; right: 4px; }"));
        m_languages->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        m_languages->setIcon(widgets::icon(QStringLiteral("language")));
        auto *menu = new QMenu(m_languages);
        for (qsizetype i = 0; i < m_subject.languages.size(); ++i) {
            const QString tag = m_subject.languages.at(i);
            connect(menu->addAction(languageName(tag)), &QAction::triggered, this,
                    [this, chosen = i == 0 ? QString() : tag] { chooseLanguage(chosen); });
        }
        m_languages->setMenu(menu);
        own->setEndWidget(m_languages);
    }
    buildAppearance(fields);
    if (m_subject.clips.size() == 1)
        buildTiming();
    fill(tr("Behaviour"), Part::Behaviour);
    fill(tr("Accessibility"), Part::Accessibility);
    m_column->addStretch(1);
}

void ElementForm::buildHead()
{
    auto *head = new QWidget(this);
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(16, 12, 12, 12);
    row->setSpacing(12);
    auto *mark = new TypeMark(head);
    mark->setFixedSize(36, 36);
    m_icon = mark;
    m_title = new QLabel(head);
    m_title->setFont(widgets::textFont(font(), widgets::TextSize::Large, QFont::DemiBold));
    m_summary = new QLabel(head);
    m_summary->setFont(widgets::textFont(font(), widgets::TextSize::Small));
    m_summary->setForegroundRole(QPalette::PlaceholderText);
    auto *words = new QVBoxLayout;
    words->setSpacing(0);
    words->addWidget(m_title);
    words->addWidget(m_summary);
    row->addWidget(mark);
    row->addLayout(words, 1);
    m_column->addWidget(head);
}

widgets::Section *ElementForm::addSection(const QString &title)
{
    auto *section = new widgets::Section(title, this);
    m_column->addWidget(section);
    return section;
}

void ElementForm::addEditor(widgets::Section *section, const element::Field &field)
{
    FieldEditor *editor = makeEditor(field, section);
    if (!editor)
        return;
    editor->setImages(m_subject.images);
    section->body()->addWidget(editor);
    m_editors.insert(field.key, editor);
    connect(editor, &FieldEditor::committed, this,
            [this, editor](const QJsonValue &value) { commit(editor, value); });
    if (auto *options = qobject_cast<OptionsEditor *>(editor)) {
        connect(options, &OptionsEditor::translationCommitted, this,
                [this, editor](qint64 id, const QString &text) {
                    commitText(editor, QStringLiteral("options.%1").arg(id), text);
                });
        connect(options, &OptionsEditor::rightCommitted, this, [this, editor](const QJsonValue &right) {
            editor->setRefusal(
                run({{project::SetField{m_subject.clips.first().id, QStringLiteral("right"), right}}}, {}));
        });
    }
}

void ElementForm::buildAppearance(const QList<element::Field> &fields)
{
    widgets::Section *section = addSection(tr("Appearance"));
    for (const element::Field &field : fields) {
        if (partOf(field, true) == Part::Appearance)
            addEditor(section, field);
    }
    m_box = nullptr;
    if (m_subject.clips.size() != 1)
        return;
    m_box = new BoxRows(section);
    section->body()->addWidget(m_box);
    connect(m_box, &BoxRows::boxEdited, this, [this](const project::Box &box) {
        const project::Clip &clip = m_subject.clips.first();
        m_box->setRefusal(run({{project::SetBox{clip.id, box, clip.z}}}, {}));
    });
}

void ElementForm::buildTiming()
{
    widgets::Section *section = addSection(tr("Timing"));
    m_frames = new QLabel(section);
    m_frames->setFont(widgets::textFont(font(), widgets::TextSize::Small));
    m_frames->setForegroundRole(QPalette::PlaceholderText);
    section->setEndWidget(m_frames);
    m_timing = new TimingRows(section);
    section->body()->addWidget(m_timing);
    connect(m_timing, &TimingRows::startEdited, this, [this](MediaTime start) {
        const project::Clip &clip = m_subject.clips.first();
        const MediaTime delta = start - clip.range.start;
        m_timing->setRefusal(
            run({{project::MoveClips{m_subject.scene, {clip.id}, delta, 0, project::Ripple::None}}}, {}));
    });
    connect(m_timing, &TimingRows::endEdited, this, [this](MediaTime end) {
        const project::Clip &clip = m_subject.clips.first();
        m_timing->setRefusal(
            run({{project::TrimClip{clip.id, project::Edge::End, end, project::Ripple::None}}}, {}));
    });
}

Shown ElementForm::shownOf(const element::Field &field) const
{
    Shown shown{element::fieldValue(first(), field.key)};
    if (!m_language.isEmpty() && field.bounds.translatable && field.kind == element::FieldKind::Text) {
        shown.inherited = shown.value.toString();
        shown.value = first().texts.value(m_language).value(field.key);
    }
    for (const project::Clip &clip : m_subject.clips) {
        if (element::fieldValue(*clip.element(), field.key) != element::fieldValue(first(), field.key))
            shown.several = true;
    }
    return shown;
}

void ElementForm::refresh()
{
    refreshHead();
    for (FieldEditor *editor : std::as_const(m_editors))
        refreshEditor(editor);
    refreshFindings();
    const project::Clip &clip = m_subject.clips.first();
    if (m_subject.clips.size() != 1)
        return;
    if (m_box)
        m_box->show(clip.box);
    m_timing->show(clip.range, m_subject.rate, neededTime(first()));
    m_frames->setText(TimingRows::framesText(clip.range, m_subject.rate));
}

void ElementForm::refreshHead()
{
    const qsizetype count = m_subject.clips.size();
    static_cast<TypeMark *>(m_icon)->show(element::typeOf(first()).key);
    m_title->setText(count == 1 ? typeLabel(first()) : tr("%n element(s)", nullptr, int(count)));
    QString summary = QCoreApplication::translate("Element", element::typeOf(first()).summary);
    if (!m_subject.group.isEmpty())
        summary = tr("%1, in group %2").arg(summary, m_subject.group);
    m_summary->setText(count == 1 ? summary : tr("A change is made to all of them"));
    if (m_languages)
        m_languages->setText(languageName(m_language.isEmpty() ? m_subject.languages.first() : m_language));
}

void ElementForm::refreshEditor(FieldEditor *editor)
{
    if (auto *options = qobject_cast<OptionsEditor *>(editor))
        refreshOptions(options);
    editor->setImages(m_subject.images);
    editor->show(shownOf(editor->field()));
    const qsizetype languages = m_subject.languages.size();
    if (!editor->field().bounds.translatable || languages < 2 || m_subject.clips.size() != 1) {
        editor->setLanguages({}, true);
        return;
    }
    qsizetype done = 1;
    const QString key = editor->field().key;
    for (const QString &language : m_subject.languages.mid(1)) {
        const auto texts = first().texts.value(language);
        bool complete = texts.contains(key);
        if (editor->field().kind == element::FieldKind::Options) {
            complete = true;
            const auto rules = element::answerRules(first());
            for (const element::Option &option : rules->options)
                complete &= texts.contains(QStringLiteral("options.%1").arg(option.id.value));
        }
        const bool nothing = element::fieldValue(first(), key).toString().isEmpty() &&
                             editor->field().kind == element::FieldKind::Text;
        done += complete || nothing ? 1 : 0;
    }
    editor->setLanguages(tr("%1 of %2").arg(done).arg(languages), done == languages);
}

void ElementForm::refreshOptions(OptionsEditor *editor)
{
    const QJsonValue right = element::fieldValue(first(), QStringLiteral("right"));
    if (right.isArray())
        editor->showRight(right, false);
    if (m_language.isEmpty()) {
        editor->showDefaultLanguage();
        return;
    }
    QMap<qint64, QString> texts;
    const auto own = first().texts.value(m_language);
    const auto rules = element::answerRules(first());
    for (const element::Option &option : rules->options)
        texts.insert(option.id.value, own.value(QStringLiteral("options.%1").arg(option.id.value)));
    editor->showTranslation(texts);
}

void ElementForm::refreshFindings()
{
    const QList<element::Finding> found =
        m_subject.clips.size() == 1 ? element::findings(first()) : QList<element::Finding>{};
    for (FieldEditor *editor : std::as_const(m_editors)) {
        QString sentence;
        bool error = false;
        for (const element::Finding &finding : found) {
            const bool right = finding.field == QLatin1String("right") &&
                               editor->field().kind == element::FieldKind::Options;
            if (finding.field != editor->field().key && !right)
                continue;
            sentence = QCoreApplication::translate("Finding", finding.message.toUtf8().constData());
            error = finding.severity == element::Severity::Error;
        }
        editor->setFinding(sentence, error);
    }
}

void ElementForm::chooseLanguage(const QString &language)
{
    flush();
    m_language = language;
    refresh();
    Q_EMIT languageChosen(language);
}

void ElementForm::commit(FieldEditor *editor, const QJsonValue &value)
{
    const element::Field &field = editor->field();
    if (!m_language.isEmpty() && field.bounds.translatable && field.kind == element::FieldKind::Text) {
        commitText(editor, field.key, value.toString());
        return;
    }
    std::vector<project::Edit> edits;
    for (const project::Clip &clip : m_subject.clips) {
        if (element::fieldValue(*clip.element(), field.key) != value)
            edits.push_back({project::SetField{clip.id, field.key, value}});
    }
    editor->setRefusal(run(std::move(edits), tr("Change elements")));
}

void ElementForm::commitText(FieldEditor *editor, const QString &key, const QString &text)
{
    std::vector<project::Edit> edits;
    for (const project::Clip &clip : m_subject.clips) {
        if (clip.element()->texts.value(m_language).value(key) != text)
            edits.push_back({project::SetText{clip.id, key, m_language, text}});
    }
    editor->setRefusal(run(std::move(edits), tr("Translate")));
}

QString ElementForm::run(std::vector<project::Edit> edits, const QString &label)
{
    if (edits.empty())
        return {};
    const project::Edit edit = edits.size() == 1 ? edits.front() : project::Edit{project::Many{label, edits}};
    const auto done = m_apply(edit);
    if (done)
        return {};
    const Refusal &refusal = done.error();
    const QString sentence = QCoreApplication::translate("Refusal", sentenceOf(refusal.code));
    return refusal.detail.isEmpty() ? sentence : sentence + u' ' + refusal.detail;
}

} // namespace icmp::inspector
