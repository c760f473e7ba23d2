package journal

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"hash/crc32"
	"strconv"
	"strings"
)

// MaxLine is the most bytes that the line of one record may have, its newline included.
const MaxLine = 4 << 20

const (
	crcDigits  = 8
	hashDigits = 2 * sha256.Size
)

// Record is one entry of a journal.
type Record struct {
	Seq    uint64          // 1 for the first
	Prev   string          // Hash of the record before; 64 zeros in the first
	Hash   string          // SHA-256 of this record's line without its newline, lower-case hexadecimal
	Body   json.RawMessage // one JSON value, compact
	Offset int64           // bytes in the file before this record's line
}

// cursor is the place in a journal after its last good record: what the next one has to follow.
type cursor struct {
	seq    uint64
	hash   string
	offset int64
}

func start() cursor { return cursor{hash: strings.Repeat("0", hashDigits)} }

// after returns the place behind record, whose line has size bytes with its newline.
func (c cursor) after(record Record, size int) cursor {
	return cursor{seq: record.Seq, hash: record.Hash, offset: c.offset + int64(size)}
}

// encode returns the record that holds body at place c, and its line with the newline. Body must be valid compact JSON.
func (c cursor) encode(body []byte) (Record, []byte) {
	line := make([]byte, crcDigits, crcDigits+len(`  {"seq":18446744073709551615,"prev":"","body":}`)+hashDigits+len(body))
	line = append(line, ` {"seq":`...)
	line = strconv.AppendUint(line, c.seq+1, 10)
	line = append(line, `,"prev":"`...)
	line = append(line, c.hash...)
	line = append(line, `","body":`...)
	bodyAt := len(line)
	line = append(line, body...)
	bodyEnd := len(line)
	line = append(line, '}')
	sum := checksum(line[crcDigits+1:])
	copy(line, sum[:])
	record := Record{
		Seq:    c.seq + 1,
		Prev:   c.hash,
		Hash:   hashOf(line),
		Body:   bytes.Clone(line[bodyAt:bodyEnd]),
		Offset: c.offset,
	}
	return record, append(line, '\n')
}

// claim is a line by itself: what it says of itself, not yet held against the line before.
type claim struct {
	seq  uint64
	prev []byte
	body []byte
	hash string
	size int // bytes of the line, its newline included
}

// claimed takes a line (without its newline) apart, or says what is wrong with it whatever stands before it. Prev and body
// are parts of the line.
func claimed(line []byte) (claim, Damage) {
	if len(line)+1 > MaxLine {
		return claim{}, DamageLength
	}
	if len(line) < crcDigits+1 || line[crcDigits] != ' ' || [crcDigits]byte(line) != checksum(line[crcDigits+1:]) {
		return claim{}, DamageCRC
	}
	seq, prev, body, ok := split(line[crcDigits+1:])
	if !ok {
		return claim{}, DamageJSON
	}
	return claim{seq: seq, prev: prev, body: body[:len(body):len(body)], hash: hashOf(line), size: len(line) + 1}, ""
}

// accept makes a record of what stands at place c, or says why it does not follow from the line before.
func (c cursor) accept(l claim) (Record, Damage) {
	switch {
	case l.seq != c.seq+1:
		return Record{}, DamageSequence
	case string(l.prev) != c.hash:
		return Record{}, DamageChain
	}
	return Record{Seq: l.seq, Prev: c.hash, Hash: l.hash, Body: l.body, Offset: c.offset}, ""
}

// split takes the JSON of a line apart. It accepts the one form that encode writes, so every record has one spelling.
func split(text []byte) (seq uint64, prev, body []byte, ok bool) {
	text, ok = bytes.CutPrefix(text, []byte(`{"seq":`))
	if !ok {
		return 0, nil, nil, false
	}
	digits, text, ok := bytes.Cut(text, []byte(`,"prev":"`))
	if !ok || len(digits) > 1 && digits[0] == '0' {
		return 0, nil, nil, false
	}
	seq, err := strconv.ParseUint(string(digits), 10, 64)
	if err != nil || len(text) < hashDigits {
		return 0, nil, nil, false
	}
	prev = text[:hashDigits]
	body, ok = bytes.CutPrefix(text[hashDigits:], []byte(`","body":`))
	if !ok {
		return 0, nil, nil, false
	}
	body, ok = bytes.CutSuffix(body, []byte("}"))
	return seq, prev, body, ok && json.Valid(body)
}

// checksum is the CRC-32C of text in hexadecimal.
func checksum(text []byte) (digits [crcDigits]byte) {
	var sum [crc32.Size]byte
	binary.BigEndian.PutUint32(sum[:], crc32.Checksum(text, crc32.MakeTable(crc32.Castagnoli)))
	hex.Encode(digits[:], sum[:])
	return digits
}

// hashOf is the SHA-256 of a line in hexadecimal.
func hashOf(line []byte) string {
	sum := sha256.Sum256(line)
	return hex.EncodeToString(sum[:])
}
