// Asks for server, login, password and code; the open project stays open. What goes wrong is said in place.
#pragma once

#include "studio/remote/server_link.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;

namespace icmp::account {

class SignInDialog : public QDialog {
    Q_OBJECT

public:
    // link outlives the dialog. `server` is what the field shows first.
    SignInDialog(remote::ServerLink &link, const QString &server, QWidget *parent = nullptr);

Q_SIGNALS:
    // The address that signing in worked with.
    void signedIn(const QString &server);

private:
    QLineEdit *addField(const QString &label, const QString &text);
    void submit();

    remote::ServerLink &m_link;
    QLineEdit *m_server;
    QLineEdit *m_login;
    QLineEdit *m_password;
    QLineEdit *m_code;
    QLabel *m_problem;
    QPushButton *m_submit;
};

} // namespace icmp::account
