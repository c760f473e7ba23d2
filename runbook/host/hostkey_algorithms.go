package host

import (
	"slices"
	"strings"

	"golang.org/x/crypto/ssh"
)

// preferredAlgorithms are ssh's own, in its order: an unknown host shows the key that ssh would show.
var preferredAlgorithms = [...]string{
	ssh.CertAlgoED25519v01, ssh.CertAlgoECDSA256v01, ssh.CertAlgoECDSA384v01, ssh.CertAlgoECDSA521v01,
	ssh.CertAlgoRSASHA512v01, ssh.CertAlgoRSASHA256v01,
	ssh.KeyAlgoED25519, ssh.KeyAlgoECDSA256, ssh.KeyAlgoECDSA384, ssh.KeyAlgoECDSA521,
	ssh.KeyAlgoRSASHA512, ssh.KeyAlgoRSASHA256,
}

// signatureAlgorithms are those with which an authority may sign (CASignatureAlgorithms by default: no SHA-1).
var signatureAlgorithms = []string{
	ssh.KeyAlgoED25519, ssh.KeyAlgoECDSA256, ssh.KeyAlgoECDSA384, ssh.KeyAlgoECDSA521,
	ssh.KeyAlgoSKED25519, ssh.KeyAlgoSKECDSA256, ssh.KeyAlgoRSASHA512, ssh.KeyAlgoRSASHA256,
}

// algorithmsFor is the order in which a host's keys are asked for. What is known comes first: another type would look
// like a changed key. A list of ssh_config that is complete, or puts some in front, is taken as it stands, as ssh does.
func algorithmsFor(list string, known []knownKey) []string {
	all := preferredAlgorithms[:]
	if list != "" {
		all = amend(all, list)
	}
	if list != "" && list[0] != '+' && list[0] != '-' || len(all) == 0 || typeKnown(all[0], known) {
		return all
	}
	authority := slices.ContainsFunc(known, func(k knownKey) bool { return k.mark == markAuthority })
	var first, last []string
	for _, name := range all {
		if authority && isCertificate(name) || typeKnown(name, known) {
			first = append(first, name)
		} else {
			last = append(last, name)
		}
	}
	return slices.Concat(first, last)
}

// typeKnown: a key of the algorithm's type, certified or not, is known and the first such is not revoked.
func typeKnown(algorithm string, known []knownKey) bool {
	for _, k := range known {
		if k.mark == markKey && k.key.Type() == keyTypeOf(algorithm) {
			decision, _ := keyAmong(known, k.key)
			return decision == keyTrusted
		}
	}
	return false
}

func isCertificate(algorithm string) bool { return strings.Contains(algorithm, "-cert-") }

// keyTypeOf is the type of the plain key: several algorithms sign with one of rsa.
func keyTypeOf(algorithm string) string {
	plain, _, _ := strings.Cut(algorithm, "-cert-")
	if plain == ssh.KeyAlgoRSASHA256 || plain == ssh.KeyAlgoRSASHA512 {
		return ssh.KeyAlgoRSA
	}
	return plain
}

// amend applies a list of ssh_config, which may begin with + (append), ^ (put in front) or - (leave out), and may hold
// patterns. What this program does not know is left out.
func amend(defaults []string, list string) []string {
	patterns := strings.TrimLeft(list, "+-^")
	algorithms := ssh.SupportedAlgorithms().HostKeys
	insecure := ssh.InsecureAlgorithms().HostKeys // a person who names ssh-rsa wants it
	var named []string
	for pattern := range strings.SplitSeq(patterns, ",") {
		for _, name := range slices.Concat(defaults, algorithms, insecure) {
			if wildcard(pattern, name) && !slices.Contains(named, name) {
				named = append(named, name)
			}
		}
	}
	without := slices.DeleteFunc(slices.Clone(defaults), func(name string) bool { return slices.Contains(named, name) })
	switch list[0] {
	case '+':
		return slices.Concat(defaults, slices.DeleteFunc(named, func(name string) bool { return slices.Contains(defaults, name) }))
	case '^':
		return slices.Concat(named, without)
	case '-':
		return without
	default:
		return named
	}
}
