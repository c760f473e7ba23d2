package checks

import "testing"

func TestExitCode(t *testing.T) {
	tests := []struct {
		name     string
		check    ExitCode
		verdict  Verdict
		observed string
	}{
		{"zero is accepted unless said otherwise", ExitCode{Got: 0, Reached: true}, Passed, "código de salida 0"},
		{"other", ExitCode{Got: 3, Reached: true}, Failed, "código de salida 3"},
		{"accepted", ExitCode{Got: 1, Accepted: []int{0, 1}, Reached: true}, Passed, "código de salida 1"},
		{"accepted, but a statement in the middle had it", ExitCode{Got: 1, Accepted: []int{0, 1}}, Failed, "se detuvo antes"},
		{"zero is not accepted", ExitCode{Got: 0, Accepted: []int{2}, Reached: true}, Failed, "código de salida 0"},
		{"signal", ExitCode{Got: 137}, Failed, "137 (SIGKILL)"},
		{"pipefail and head", ExitCode{Got: 141}, Failed, "141 (SIGPIPE)"},
		{"accepted signal", ExitCode{Got: 143, Accepted: []int{143}, Reached: true}, Passed, "143 (SIGTERM)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			want(t, observe(t, tt.check, nil), tt.verdict, tt.observed)
		})
	}
}
