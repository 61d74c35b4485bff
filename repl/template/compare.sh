#!/usr/bin/env bash
# What a change of the policies means, for a pull request: all of it in the summary of the job, annotations beside the
# lines, and files for a comment and for a look in the browser. It needs no token and writes to nothing but the folder.
#
#   compare.sh [BASE]     BASE is a revision; without it, the branch that the pull request goes to, or the last commit
#
# LICET_POLICIES  where the policies are, if no licet.toml says it
# LICET_FAIL_ON   from which level on it fails: err (the default), warn, info, never
# LICET_FOLDER    where the files go: licet-review
set -euo pipefail

folder=${LICET_FOLDER:-licet-review}
fail_on=${LICET_FAIL_ON:-err}
summary=${GITHUB_STEP_SUMMARY:-/dev/null}
output=${GITHUB_OUTPUT:-/dev/null}
target=${GITHUB_BASE_REF:-${CI_MERGE_REQUEST_TARGET_BRANCH_NAME:-}}
base=${1:-${target:+origin/$target}}
base=${base:-HEAD~1}

# A checkout has one commit as a rule, and not the branch that it is compared with.
have_history() {
  if [ -n "$target" ] && ! git rev-parse --verify --quiet "$base^{commit}" >/dev/null; then
    git fetch --quiet --no-tags origin "+refs/heads/$target:refs/remotes/origin/$target" || true
  fi
  if [ "$(git rev-parse --is-shallow-repository)" = true ] && ! git merge-base "$base" HEAD >/dev/null 2>&1; then
    git fetch --quiet --no-tags --unshallow origin || true
  fi
}

compare() {
  local format=text
  [ "${GITHUB_ACTIONS:-}" = true ] && format=github
  licet diff --fail-on "$fail_on" ${LICET_POLICIES:+--policies "$LICET_POLICIES"} --format "$format" --no-pager \
    --also "summary=$folder/summary.md" --also "markdown=$folder/comment.md" --also "html=$folder/review.html" \
    --also "json=$folder/changes.json" --also "sarif=$folder/changes.sarif" --also "junit=$folder/junit.xml" \
    --also "gitlab=$folder/quality.json" -- "$base..." 2>"$folder/errors.txt"
}

mkdir -p "$folder"
have_history
status=0
compare || status=$?
cat "$folder/errors.txt" >&2
changed=false
if [ -s "$folder/summary.md" ]; then
  cat "$folder/summary.md" >>"$summary"
  head -n 1 "$folder/summary.md" | grep -q 'no change of answers' || changed=true
else
  { printf '### Licet: the policies could not be compared\n\n' && sed 's/^/    /' "$folder/errors.txt"; } >>"$summary"
fi
{ echo "status=$status" && echo "changed=$changed" && echo "folder=$folder"; } >>"$output"
# What was not decided is told, and fails nothing.
[ "$status" -ne 3 ] || status=0
exit "$status"
