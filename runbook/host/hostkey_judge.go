package host

import (
	"bytes"
	"errors"
	"net"
	"slices"

	"golang.org/x/crypto/ssh"
)

// A judgement of a host's key.
type judgement int

const (
	keyUnknown judgement = iota // nothing is known of the host
	keyTrusted
	keyChanged // other keys are known
	keyRevoked
)

// A judge decides on the key of one host as ssh(1) does with StrictHostKeyChecking=yes (check_host_key of OpenSSH).
type judge struct {
	name      string    // as known_hosts names it
	known     knownKeys // about name
	bare      string    // the name without its port, which ssh takes too if nothing else is known; "" when it is the same
	bareKnown knownKeys
	principal string // whom a certificate must name
	address   string // the peer's, if CheckHostIP asks for it; else ""
	ipKnown   knownKeys
}

func newJudge(s settings, remote net.Addr) *judge {
	files := slices.Concat(s.userKnownHosts, s.globalKnownHosts)
	j := &judge{name: s.knownName(), principal: s.principal()}
	j.known = readKnown(files, j.name)
	if s.hostKeyAlias == "" && s.port != "22" {
		j.bare = knownName(s.hostName, "22")
		j.bareKnown = readKnown(files, j.bare)
	}
	if tcp, ok := remote.(*net.TCPAddr); ok && s.checkHostIP && !tcp.IP.IsLoopback() && !tcp.IP.IsUnspecified() {
		j.address = knownName(tcp.IP.String(), s.port)
		j.ipKnown = readKnown(files, j.address)
	}
	return j
}

// broken is why what is known may be less than the files say.
func (j *judge) broken() error {
	for _, known := range []knownKeys{j.known, j.bareKnown, j.ipKnown} {
		if known.broken != nil {
			return known.broken
		}
	}
	return nil
}

// judge decides; others are the keys that are known instead. A certificate that does not hold is no more than its key,
// which may be known by itself.
func (j *judge) judge(offered ssh.PublicKey) (decision judgement, others []knownKey) {
	cert, ok := offered.(*ssh.Certificate)
	if !ok {
		return j.judgeKey(offered)
	}
	switch decision := j.judgeCertificate(cert); decision {
	case keyTrusted, keyRevoked:
		return decision, nil
	case keyUnknown, keyChanged:
	}
	return j.judgeKey(cert.Key)
}

func (j *judge) judgeKey(key ssh.PublicKey) (judgement, []knownKey) {
	decision, others := keyAmong(j.known.keys, key)
	if decision == keyUnknown && j.bare != "" {
		if without, _ := keyAmong(j.bareKnown.keys, key); without == keyTrusted || without == keyRevoked {
			decision = without
		}
	}
	if decision == keyTrusted && j.address != "" {
		if ofAddress, known := keyAmong(j.ipKnown.keys, key); ofAddress == keyChanged {
			return ofAddress, known
		}
	}
	return decision, others
}

func (j *judge) judgeCertificate(cert *ssh.Certificate) judgement {
	decision := certificateAmong(j.known.keys, cert)
	if decision == keyUnknown && j.bare != "" {
		decision = certificateAmong(j.bareKnown.keys, cert)
	}
	if decision == keyTrusted && j.holds(cert) != nil {
		return keyUnknown
	}
	return decision
}

// holds says why a certificate of a trusted authority does not hold for this host now.
func (j *judge) holds(cert *ssh.Certificate) error {
	if cert.CertType != ssh.HostCert {
		return errors.New("not the certificate of a host")
	}
	if !slices.Contains(signatureAlgorithms, cert.Signature.Format) {
		return errors.New("signed with " + cert.Signature.Format)
	}
	return new(ssh.CertChecker).CheckCert(j.principal, cert)
}

// keyAmong looks a plain key up.
func keyAmong(known []knownKey, key ssh.PublicKey) (judgement, []knownKey) {
	decision := keyUnknown
	var others []knownKey
	for _, k := range known {
		switch same := sameKey(k.key, key); {
		case k.mark == markRevoked && same:
			return keyRevoked, nil
		case k.mark != markKey:
		case same:
			decision = keyTrusted
		default:
			others = append(others, k)
		}
	}
	if decision == keyUnknown && len(others) > 0 {
		decision = keyChanged
	}
	return decision, others
}

// certificateAmong looks for the authority that signed a certificate, and for a word against either.
func certificateAmong(known []knownKey, cert *ssh.Certificate) judgement {
	decision := keyUnknown
	for _, k := range known {
		switch {
		case k.mark == markRevoked && (sameKey(k.key, cert.Key) || sameKey(k.key, cert.SignatureKey)):
			return keyRevoked
		case k.mark == markAuthority && sameKey(k.key, cert.SignatureKey):
			decision = keyTrusted
		}
	}
	return decision
}

func sameKey(a, b ssh.PublicKey) bool { return bytes.Equal(a.Marshal(), b.Marshal()) }
