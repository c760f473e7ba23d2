// Package report writes what happened, for people who were not there.
//
// # Words
//
// The template is section 6.1 of the procedure: a title, seven headings and their fields, Spanish in any language and in
// this order, so that a report can be read by whoever knows the procedure and by scripts. What the template lacks follows it
// in the language of the run: times, checks, people, deviations, artefacts.
//
// # Rules
//
// A report is a function of the journal: the run that was folded from it, and the logs that lie beside it. It may be
// written at any time and for any outcome. For an outcome that is fixed it is the same bytes whenever it is written; while
// the run is open, running clocks are read at the moment of writing and the report says so.
//
// Nothing is made up. A field whose fact is not recorded says so; tests that did not run are not PASS; a version that was
// rolled back is not the one in force.
//
// Everything that comes from a host, a person or the runbook is untrusted: it is stripped of controls (runbook/output) and
// escaped, so that no commit subject or output can make a heading, a table cell, a link or HTML. Secrets never get here:
// the engine masks what it records.
//
// May be imported by ui and ui/command. Imports runbook, runbook/output and runbook/text.
package report
