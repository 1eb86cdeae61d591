// The inspector dock: the form for what is selected, and the problems of the scene.
#pragma once

#include "studio/document/document.h"
#include "studio/document/selection.h"
#include "studio/inspector/element_form.h"

namespace icmp::widgets {
class DockHeader;
}
class QListWidget;
class QScrollArea;
class QStackedWidget;

namespace icmp::inspector {

class ProjectForm;

// A finding with its place, as the list of problems and the status line show it.
struct Problem {
    ClipId clip;
    element::Finding finding;
    QString title; // of the element
};

// The findings of every element of the scene, in time order. Elements beyond the film's end are found too.
QList<Problem> problemsOf(const project::Scene &scene);

class InspectorPanel : public QWidget {
    Q_OBJECT

public:
    explicit InspectorPanel(QWidget *parent = nullptr);

    // Above the content, or used as the title bar of a dock.
    widgets::DockHeader &header() { return *m_header; }

    void setDocument(document::Document *document, document::Selection *selection);
    ElementForm &elementForm() { return *m_form; }
    ProjectForm &projectForm() { return *m_projectForm; }
    const QList<Problem> &problems() const { return m_problems; }
    // Commits what is being typed.
    void flush();
    void showProblems();
    void showForm();
    void focusField(const QString &key);
    // Chooses the element, in its scene and at its time, with the field that the problem is about.
    void openAt(ClipId clip, const QString &field);

Q_SIGNALS:
    void problemsChanged();
    void languageChosen(const QString &language);

private:
    void follow();
    void followProblems();
    void fillProblems();
    void openProblem(int row);

    document::Document *m_document = nullptr;
    document::Selection *m_selection = nullptr;
    widgets::DockHeader *m_header;
    QStackedWidget *m_tabs;
    QStackedWidget *m_forms;
    QScrollArea *m_formArea;
    QScrollArea *m_projectArea;
    ElementForm *m_form;
    ProjectForm *m_projectForm;
    QStackedWidget *m_problemPages;
    QListWidget *m_problemList;
    QList<Problem> m_problems;
    bool m_following = false;
};

} // namespace icmp::inspector
