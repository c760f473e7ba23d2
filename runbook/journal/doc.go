// Package journal keeps append-only, checksummed records in a file. It knows bytes, not events: what a record means is
// its caller's business.
//
// # The file
//
// A journal is a directory, 0700, with the file journal.jsonl, 0600, in it. Beside it lie journal.lock, which the one writer
// holds with flock(2) while it lives, journal.torn-1, journal.torn-2 and so on: the incomplete ends that were found, and
// journal.head: number and hash of the record that was the last when a writer closed the journal ([Head]).
//
// The file is a sequence of records and nothing else. A record is one line:
//
//	CRC SPACE JSON NEWLINE
//
// CRC is the CRC-32C (Castagnoli) of the bytes of JSON, as eight lower-case hexadecimal digits. SPACE is one 0x20, NEWLINE one
// 0x0a. JSON is an object without white space, its three members in this order:
//
//	{"seq":N,"prev":"H","body":B}
//
// N is the number of the record in decimal, 1 for the first, each one more than the one before. H is the SHA-256 of the
// whole line before it, CRC and space included and the newline not, as 64 lower-case hexadecimal digits; 64 zeros in the
// first record. B is any JSON value, compact, so that it holds no newline. A line is at most MaxLine bytes long, newline
// included. jq reads the file after `cut -c10-`.
//
// # What the checks are for
//
// The CRC finds what a disk does: any flipped bit, any short burst. The chain finds what a person or a program does:
// a record that was edited, left out, added or moved, even with its CRC made right again, for then the next record does
// not follow. Nothing in the file can show that its last records were cut off at a line's end, or that the very last was
// edited with its CRC made right: for that the hash of the last record has to be known from elsewhere. The report of a
// run names it, and leaves the machine; journal.head names it too, for what goes wrong without anybody's intent. A
// writer that was killed leaves an older one, which is as true as it was: a journal has to hold every head that there
// ever was of it.
//
// # Writing
//
// Append writes a record with one write(2) and returns after fsync(2), so what it returned survives a power cut. After a
// write or an fsync that failed, nobody knows what is on the disk: a second fsync may report success for pages that the
// kernel has already given up. So the journal is broken for good, every later Append says so, and only a new Open, which reads
// the file again, leads on. Create syncs the directory too; Open syncs the file before it returns records, since a
// writer that was killed between write and fsync leaves lines which a power cut could still take away.
//
// # Damage and the torn tail
//
// A writer that dies while it writes leaves a last line without its newline. That, and only that, is a torn tail: its record
// was never acknowledged, so nothing was done because of it. Open moves it to journal.torn-N, cuts the journal after the
// last newline, and Torn tells of it. Read leaves it out.
//
// Everything else that is wrong is damage, and refused with a DamageError that names file, line and byte: a line with a newline and a wrong CRC also
// when it is the last, because a record that was acknowledged looks just so when its disk has failed it. Damage is never
// repaired here: what follows from a record that cannot be trusted is for a person to say.
//
// A leaf: of ours it imports routine only. May be imported by runbook/engine, report and ui/command.
package journal
