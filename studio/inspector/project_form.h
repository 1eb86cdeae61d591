// The form when nothing is selected: the scene and the project, so that the inspector is never an empty
// place.
#pragma once

#include "studio/inspector/element_form.h"

class QComboBox;
class QLineEdit;

namespace icmp::inspector {

class ProjectForm : public QWidget {
    Q_OBJECT

public:
    explicit ProjectForm(ApplyEdit apply, QWidget *parent = nullptr);

    void show(const project::Project &project, SceneId scene);
    void flush();

private:
    QLineEdit *addText(widgets::Section *section, const QString &label,
                       std::function<project::Edit(QString)> edit);
    QComboBox *addCombo(widgets::Section *section, const QString &label);
    void addRow(widgets::Section *section, const QString &label, QWidget *control);
    void addLanguageRow(widgets::Section *section);
    void commitLanguages(const QString &text);
    void tell(const Result<void> &done);

    ApplyEdit m_apply;
    project::Project m_project;
    SceneId m_scene;
    QLineEdit *m_name;
    QLineEdit *m_sceneName;
    QComboBox *m_rate;
    QComboBox *m_canvas;
    QLineEdit *m_languages = nullptr;
    QLabel *m_counts;
    QLabel *m_refusal;
};

} // namespace icmp::inspector
