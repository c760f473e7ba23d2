# shellcheck shell=bash
# paso_url, paso_private (1: it holds a password), paso_seconds, paso_body (1: it is wanted), paso_limit (bytes of it)
# -> "STATUS SECONDS" and the beginning of the body; exits with curl's code
export LC_ALL=C
paso_need curl
paso_curl=(command curl -g -sS -w $'\n%{http_code} %{time_total}' --max-time "$paso_seconds")
if [[ -n $paso_body ]]; then paso_curl+=(-o -); else paso_curl+=(-o /dev/null); fi
if [[ -n $paso_private ]]; then
  # Arguments can be read by everybody on the host; what curl reads from its standard input cannot.
  paso_url=${paso_url//\\/\\\\}
  paso_out=$("${paso_curl[@]}" -K - <<<"url = \"${paso_url//\"/\\\"}\"" | tr -d '\0'; exit "${PIPESTATUS[0]}")
else
  paso_out=$("${paso_curl[@]}" --url "$paso_url" | tr -d '\0'; exit "${PIPESTATUS[0]}")
fi
paso_code=$?
printf '%s\n' "${paso_out##*$'\n'}"
printf '%s' "${paso_out%$'\n'*}" | head -c "$paso_limit"
exit "$paso_code"
