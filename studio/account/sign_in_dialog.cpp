#include "studio/account/sign_in_dialog.h"

#include "studio/widgets/tokens.h"

#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QVBoxLayout>

namespace icmp::account {

SignInDialog::SignInDialog(remote::ServerLink &link, const QString &server, QWidget *parent)
    : QDialog(parent), m_link(link)
{
    setWindowTitle(tr("Sign in"));
    resize(400, 0);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(12);
    auto *form = new QFormLayout;
    form->setVerticalSpacing(8);
    form->setHorizontalSpacing(16);
    column->addLayout(form);
    m_server = addField(tr("Server"), server);
    m_login = addField(tr("Login"), {});
    m_password = addField(tr("Password"), {});
    m_password->setEchoMode(QLineEdit::Password);
    m_code = addField(tr("Code"), {});
    m_code->setMaxLength(6);
    m_code->setInputMethodHints(Qt::ImhDigitsOnly);
    m_code->setPlaceholderText(tr("Six digits of your authenticator"));
    for (QLineEdit *field : {m_server, m_login, m_password, m_code})
        form->addRow(field->accessibleName(), field);
    m_problem = new QLabel(this);
    m_problem->setWordWrap(true);
    QPalette palette = m_problem->palette();
    palette.setColor(QPalette::WindowText, widgets::tokensOf(*this)[widgets::Token::Bad]);
    m_problem->setPalette(palette);
    m_problem->hide();
    column->addWidget(m_problem);
    m_submit = new QPushButton(tr("Sign in"), this);
    m_submit->setDefault(true);
    column->addWidget(m_submit);
    connect(m_submit, &QPushButton::clicked, this, &SignInDialog::submit);
    m_login->setFocus();
}

QLineEdit *SignInDialog::addField(const QString &label, const QString &text)
{
    auto *field = new QLineEdit(text, this);
    field->setAccessibleName(label);
    return field;
}

void SignInDialog::submit()
{
    const QString server = m_server->text().trimmed();
    m_link.setServer(QUrl(server));
    m_submit->setEnabled(false);
    m_submit->setText(tr("Signing in …"));
    m_problem->hide();
    const QPointer<SignInDialog> self(this);
    m_link.signIn({m_login->text().trimmed(), m_password->text(), m_code->text().trimmed()},
                  [self, server](const remote::Remote<void> &answer) {
                      if (!self)
                          return;
                      self->m_submit->setEnabled(true);
                      self->m_submit->setText(tr("Sign in"));
                      if (answer) {
                          Q_EMIT self->signedIn(server);
                          self->accept();
                          return;
                      }
                      self->m_problem->setText(answer.error().sentence);
                      self->m_problem->show();
                      self->m_code->selectAll();
                      self->m_code->setFocus();
                  });
}

} // namespace icmp::account
