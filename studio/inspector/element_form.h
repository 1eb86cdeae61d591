// The form for the selected elements, generated from the declarations of their fields. Every change is one
// edit.
#pragma once

#include "core/project/edit.h"
#include "studio/inspector/field_editor.h"

#include <QWidget>
#include <functional>

namespace icmp::widgets {
class Section;
}
class QLabel;
class QToolButton;
class QVBoxLayout;

namespace icmp::inspector {

class BoxRows;
class OptionsEditor;
class TimingRows;

using ApplyEdit = std::function<Result<void>(const project::Edit &)>;

// What the form is about: elements of one scene, at least one.
struct Subject {
    SceneId scene;
    QList<project::Clip> clips;
    FrameRate rate;
    QStringList languages;
    QList<ImageChoice> images;
    QString group; // name of the group of a single element; may be empty
};

class ElementForm : public QWidget {
    Q_OBJECT

public:
    ElementForm(ApplyEdit apply, QWidget *parent = nullptr);

    // Keeps what is being typed when the elements stay the same; otherwise it is committed first.
    void show(const Subject &subject);
    void flush();
    // Whether the form is about exactly these elements.
    bool isAbout(const QList<ClipId> &clips) const;
    // Empty for the default language.
    QString language() const { return m_language; }
    // The editor of a field; null when the form has none.
    FieldEditor *editor(const QString &key) const { return m_editors.value(key); }
    void focusField(const QString &key);

Q_SIGNALS:
    void languageChosen(const QString &language);

private:
    void build();
    void buildHead();
    void addEditor(widgets::Section *section, const element::Field &field);
    widgets::Section *addSection(const QString &title);
    void buildAppearance(const QList<element::Field> &fields);
    void buildTiming();
    void refresh();
    void refreshHead();
    void refreshEditor(FieldEditor *editor);
    void refreshOptions(OptionsEditor *editor);
    void refreshFindings();
    void chooseLanguage(const QString &language);
    void commit(FieldEditor *editor, const QJsonValue &value);
    void commitText(FieldEditor *editor, const QString &key, const QString &text);
    QString run(std::vector<project::Edit> edits, const QString &label);
    QList<element::Field> sharedFields() const;
    Shown shownOf(const element::Field &field) const;
    const element::Element &first() const { return *m_subject.clips.first().element(); }

    ApplyEdit m_apply;
    Subject m_subject;
    QString m_shape; // types and languages that the built form is for
    QString m_language;
    QVBoxLayout *m_column;
    QHash<QString, FieldEditor *> m_editors;
    QLabel *m_title = nullptr;
    QLabel *m_summary = nullptr;
    QWidget *m_icon = nullptr;
    QToolButton *m_languages = nullptr;
    QLabel *m_frames = nullptr;
    BoxRows *m_box = nullptr;
    TimingRows *m_timing = nullptr;
};

} // namespace icmp::inspector
