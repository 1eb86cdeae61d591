// English has no catalogue of translations: what is written "%n frame(s)" is said "1 frame" and "2 frames".
#pragma once

#include <QTranslator>

namespace icmp::settings {

class EnglishPlurals : public QTranslator {
public:
    // Installed into the application, which must exist; taken out again when it ends.
    EnglishPlurals();
    ~EnglishPlurals() override;

    bool isEmpty() const override { return false; }
    // Null, so that the source is taken, for everything that is not counted.
    QString translate(const char *context, const char *source, const char *comment, int n) const override;
};

} // namespace icmp::settings
