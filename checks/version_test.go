package checks

import (
	"strings"
	"testing"
)

func TestParseVersion(t *testing.T) {
	for text, want := range map[string]string{
		"git version 2.39.2":                               "2.39.2",
		"git version 2.39.2.windows.1":                     "2.39.2",
		"psql (PostgreSQL) 15.8 (Debian 15.8-0+deb12u1)":   "15.8",
		"systemd 252 (252.22-1~deb12u1)\n+PAM +AUDIT":      "252",
		"curl 7.88.1 (x86_64-pc-linux-gnu) libcurl/7.88.1": "7.88.1",
		"Docker version 24.0.5, build ced0996":             "24.0.5",
		"OpenSSL 1.1.1n  15 Mar 2022":                      "1.1.1",
		"GNU bash, version 5.2.15(1)-release":              "5.2.15",
		"Redis server v=7.0.15 sha=00000000:0":             "7.0.15",
		"v18.19.0":                                         "18.19.0",
		"openjdk 17 2021-09-14":                            "17",
		"tool built 2021-09-14, release 3":                 "3",
		"md5sum (GNU coreutils) 9.1":                       "9.1",
		"2to3 version 1.0":                                 "1.0",
		"x 007.08":                                         "7.8",
		"no version here":                                  "",
		"listening on 8080/tcp":                            "",
		"":                                                 "",
	} {
		v, ok := ParseVersion(text)
		if v.String() != want || ok != (want != "") {
			t.Errorf("%q: %q %v, want %q", text, v, ok, want)
		}
	}
}

func TestConstraint(t *testing.T) {
	tests := []struct {
		constraint, version string
		want                bool
	}{
		{">= 2", "2.39.2", true},
		{">= 2", "1.9", false},
		{">=2.40", "2.39.2", false},
		{">= 2.9", "2.10", true},
		{">= 2.0", "2", true},
		{"> 2.38", "2.39.2", true},
		{"> 2.39", "2.39.2", false},
		{"= 15", "15.8", true},
		{"15", "15.8", true},
		{"== v15.8", "15.8", true},
		{"= 15.8.1", "15.8", false},
		{"!= 15", "15.8", false},
		{"!= 14", "15.8", true},
		{"<= 15", "15.8", true},
		{"< 16", "15.8", true},
		{"< 15", "15.8", false},
		{">= 2, < 3", "2.39", true},
		{">= 2, < 3", "3.0", false},
		{">= 99999999999999999999998", "99999999999999999999999", true},
	}
	for _, tt := range tests {
		c, err := ParseConstraint(tt.constraint)
		v, ok := ParseVersion(tt.version)
		if err != nil || !ok || c.Accepts(v) != tt.want {
			t.Errorf("%s of %s: %v (%v), want %v", tt.constraint, tt.version, !tt.want, err, tt.want)
		}
	}
	for _, bad := range []string{"", ">=", "~> 2", ">= two", ">= 2,", ">= 2 < 3", "2."} {
		if _, err := ParseConstraint(bad); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}

func FuzzParseVersion(f *testing.F) {
	f.Add("psql (PostgreSQL) 15.8 (Debian 15.8-0+deb12u1)")
	f.Add("v=7.0.15 2021-09-14 2to3")
	f.Fuzz(func(t *testing.T, text string) {
		v, ok := ParseVersion(text)
		if ok != (len(v) > 0) {
			t.Fatal(v, ok)
		}
		if !ok {
			return
		}
		same, err := ParseConstraint("= " + v.String())
		if err != nil || !same.Accepts(v) {
			t.Fatalf("%q is not itself: %v", v, err)
		}
		if strings.Trim(v.String(), "0123456789.") != "" {
			t.Fatalf("%q", v)
		}
	})
}

func FuzzParseConstraint(f *testing.F) {
	f.Add(">= 2, < 3.1")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := ParseConstraint(text)
		if err == nil && len(c) == 0 {
			t.Fatal("no condition: everything would be accepted")
		}
		c.Accepts(Version{"1", "2"})
	})
}
