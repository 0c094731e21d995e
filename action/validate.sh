#!/usr/bin/env bash
# Validate the files that changed since BASE, or all if it is empty, against SHAPES; the report goes
# to shacl.sarif. FILES: patterns of git; FAIL_ON: as kg validate --fail-on. Exit code: that of kg.
set -euo pipefail
read -ra patterns <<< "${FILES:-*.ttl *.trig *.nt *.nq *.jsonld *.rdf}"
if [ -n "${BASE:-}" ]; then
  list=(git diff -z --name-only --diff-filter=d "$BASE" -- "${patterns[@]}")
else
  list=(git ls-files -z -- "${patterns[@]}")
fi
files=()
while IFS= read -r -d '' file; do
  case "./$file" in "./${SHAPES%/}" | "./${SHAPES%/}"/*) ;; *) files+=("./$file") ;; esac
done < <("${list[@]}")
if [ "${#files[@]}" = 0 ]; then
  echo "no file to validate"
  echo '{"version": "2.1.0", "runs": []}' > shacl.sarif
  exit 0
fi
echo "${#files[@]} files against $SHAPES"
code=0
kg validate --shapes "$SHAPES" --fail-on "${FAIL_ON:-violation}" --format sarif -o shacl.sarif \
  "${files[@]}" || code=$?
kg validate --shapes "$SHAPES" --fail-on none "${files[@]}" || true  # for people, in the log
exit "$code"
