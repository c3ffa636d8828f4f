#!/bin/sh
# Check that every relative link in the project's Markdown leads to a file, and to a heading of it
# where it names one.
#
# Usage: scripts/check-links.sh [--help]

set -eu
. "$(dirname -- "$0")/lib.sh"
only_help "$@"

# The anchors of a file's headings, as GitHub and GitLab make them.
anchors() {
    sed -n 's/^##* //p' "$1" | tr '[:upper:]' '[:lower:]' |
        sed 's/[^a-z0-9 _-]//g; s/ /-/g'
}

broken=0
links=0
for file in $(git ls-files --cached --others --exclude-standard '*.md'); do
    folder=$(dirname -- "$file")
    for link in $(grep -o '](\([^)]*\))' "$file" | sed 's/^](//; s/)$//' |
        grep -v '^[a-z]*:' || true); do
        links=$((links + 1))
        path=${link%%#*}
        target=$file
        [ -z "$path" ] || target=$folder/$path
        if [ ! -e "$target" ]; then
            printf '%s: %s leads nowhere\n' "$file" "$link" >&2
            broken=$((broken + 1))
        elif [ "$link" != "$path" ] && ! anchors "$target" | grep -qx -e "${link#*#}"; then
            printf '%s: %s has no such heading\n' "$file" "$link" >&2
            broken=$((broken + 1))
        fi
    done
done
[ "$broken" -eq 0 ] || fail "$broken of $links links are broken"
say "$links links lead somewhere"
