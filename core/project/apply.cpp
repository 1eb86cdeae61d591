#include "core/project/apply.h"

#include "core/project/draft.h"

namespace icmp::project {

namespace {

Result<Project> applyMany(const Project &project, const ClipIndex &index, const Many &many)
{
    if (many.edits.size() > editsInManyMax)
        return refuse(RefusalCode::TooMany, QStringLiteral("edits"));
    if (many.name.size() > limits::nameLengthMax)
        return refuse(RefusalCode::TooLong, QStringLiteral("label"));
    Project current = project;
    ClipIndex currentIndex = index;
    for (const Edit &edit : many.edits) {
        auto next = apply(current, currentIndex, edit);
        if (!next)
            return next;
        currentIndex.update(current, *next);
        current = std::move(*next);
    }
    return current;
}

} // namespace

Result<Project> apply(const Project &project, const ClipIndex &index, const Edit &edit)
{
    return std::visit(
        [&](const auto &content) -> Result<Project> {
            if constexpr (std::is_same_v<std::remove_cvref_t<decltype(content)>, Many>) {
                return applyMany(project, index, content);
            } else {
                Draft draft(project, index);
                if (auto done = applyTo(draft, content); !done)
                    return tl::unexpected(done.error());
                return std::move(draft.project());
            }
        },
        edit.content);
}

} // namespace icmp::project
