// Package text is the catalogue: every sentence that a person reads, in Spanish and in English.
//
// # Words
//
// A message has an id ("host.unreachable") and a text per language. An area is the part of the id before the first dot; it has
// one file per language, es/AREA.toml and en/AREA.toml, owned by whoever owns the area. All files of both folders are embedded.
//
// # Files
//
// go-i18n's TOML. Ids are flat keys, quoted because they hold dots; placeholders are {{.Name}}, a capital first:
//
//	"host.unreachable" = "No se puede conectar con {{.Host}}: {{.Why}}"
//
//	["checks.lines"]
//	one = "{{.PluralCount}} línea"
//	other = "{{.PluralCount}} líneas"
//
// A message with forms is asked for with Plural, which sets PluralCount. Nothing of text/template but {{.Name}} is used: a
// text with logic in it could not be read by a translator. The tests of this package hold what must stay true of the files:
// the same ids and the same placeholders in both languages, no id twice, no empty text.
//
// # Design
//
// The packages that do the work know no language. They return data that names a message: an error with
// Message() (id, args), or a phrase with an id and args that is kept in the journal. Only at the edge, where the screen, the
// plain front end and the report are written, a Catalogue turns it into words. So a run that was recorded in Spanish can be
// shown in English.
//
// Nothing here panics or fails once a Catalogue exists: what is missing is shown as ⟦id⟧ or ⟦Name⟧, where a person sees it
// and the run goes on. Values are put in as they are; whoever shows text of a host's making filters it first (runbook/output).
//
// A leaf: imports nothing of ours. May be imported by ui, ui/command and report.
package text
