package checks

import "testing"

func TestPrinted(t *testing.T) {
	const text = "Applying permissions.0003... OK\r\nApplying audit.0001... OK\r\n\r\ndone\n"
	tests := []struct {
		name     string
		check    Printed
		verdict  Verdict
		observed string
		evidence string
	}{
		{"there", Printed{Text: text, Pattern: `\.0003\.\.\. OK$`}, Passed, "permissions.0003... OK", "Applying permissions.0003... OK"},
		{"not there", Printed{Text: "one\ntwo\n", Pattern: "three"}, Failed, "no aparece", "one\ntwo"},
		{"absent and not there", Printed{Text: "one\n", Pattern: "three", Absent: true}, Passed, "no aparece", "one"},
		{"absent but there", Printed{Text: text, Pattern: "^Applying", Absent: true}, Failed, "permissions",
			"Applying permissions.0003... OK\nApplying audit.0001... OK"},
		{"over lines", Printed{Text: "a1\nb1\nc\n", Pattern: `1\nb`}, Passed, "a1", "a1\nb1"},
		{"nothing printed", Printed{Pattern: "x"}, Failed, "no aparece", ""},
		{"empty line matches", Printed{Text: "\n", Pattern: "^$"}, Passed, "encontrado", ""},
		{"bad pattern", Printed{Text: text, Pattern: "("}, Unobservable, "mal escrita", ""},
		{"empty pattern", Printed{Text: text}, Unobservable, "mal escrita", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := observe(t, tt.check, nil)
			want(t, r, tt.verdict, tt.observed)
			if r.Evidence != tt.evidence {
				t.Errorf("evidence %q, want %q", r.Evidence, tt.evidence)
			}
		})
	}
}
