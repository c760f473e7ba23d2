// Package output is for what a host printed: bytes that nobody here chose, on their way to a person's terminal, a log or a report.
//
// # Filtering
//
// Lines takes the bytes as they come and keeps the last display lines. Of all that a terminal understands, a display line holds
// text and colour:
//
//   - SGR sequences, rewritten into one spelling. Each line starts and ends without any attribute, so lines can be cut, sorted and drawn alone.
//     Concealed text and blinking are not taken over, and a background equal to the foreground is left out: nothing is hidden by style.
//   - CR, BS, tab, erase-in-line and the moves along a line act as on a terminal that shows this one line, so that a
//     progress bar is one line. They reach nothing above it.
//   - Every other sequence that is whole is dropped: no title, no clipboard, no query, no cursor.
//   - A sequence that is not whole when its line ends, or is longer than its cap, is shown with its ESC as ␛. So an OSC that
//     never ends hides nothing.
//   - Other controls are shown as their pictures (␇), C1 controls, bidirectional and invisible characters as <U+202E>, and a byte that is
//     not UTF-8, a bare 0x9B among them, as �. None of them starts a sequence.
//   - A line ends at a cap of cells with "… +N bytes"; memory is bounded in lines and in bytes.
//
// Sanitize does the like for one string that is not output: a banner, a commit's subject, a text of the runbook. It knows no colour.
// StripToText gives output without colour, for reports.
//
// # Masking
//
// Mask overwrites secrets with as many asterisks, before a byte reaches a file or a screen, so that an offset in the masked stream is the
// same offset in the raw one. It also knows the secrets in base64 and in URL encoding, split over reads and broken over lines,
// and the password in any URL.
// It does not know what a program makes of a secret otherwise: reversed, hashed, encrypted, one letter per line of prose.
//
// The order is: Mask first, on the raw bytes, then the log, then Lines. Nothing here reads a clock or a file, and every type is for
// one goroutine at a time.
//
// A leaf: imports nothing of ours. May be imported by runbook/engine, runbook/host, report and ui.
package output
