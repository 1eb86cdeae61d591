// The few windows that ask before the work goes on: versions, settings, keys, first steps.
#pragma once

class QWidget;

namespace icmp::document {
class Document;
}
namespace icmp::settings {
class Keymap;
class Settings;
} // namespace icmp::settings
namespace icmp::widgets {
class Theme;
}

namespace icmp::shell {

// Named versions; one can be returned to, which is an edit and can be undone.
void showVersions(document::Document &document, QWidget *parent);
// Every declared setting that a person may choose; a change holds at once.
void showSettings(settings::Settings &settings, widgets::Theme &theme, QWidget *parent);
// Every command with its key; keys given twice are marked.
void showKeys(settings::Keymap &keymap, QWidget *parent);
void showFirstSteps(const settings::Keymap &keymap, QWidget *parent);
void showAbout(QWidget *parent);

} // namespace icmp::shell
