// The web player inside a program: its files as Qt resources under ":/player".
//
// ":/player/manifest.json" names them: files.<name> = {file, sha256 (hex), integrity (for <script
// integrity>), immutable (its name holds its content's hash), bytes, gzip, brotli}. Each file stands there
// three times: as it is, with ".gz" and with ".br". watch.html and embed.html hold {{event}}, {{title}} and
// {{language}}, to be replaced by HTML-escaped text; their compressed twins are of no use once they are
// filled.
#pragma once

namespace icmp::player {

// Registers the resources; a static library's resources are dropped by the linker unless somebody asks for
// them. Cheap, and harmless when called again.
void makeAvailable();

}  // namespace icmp::player
