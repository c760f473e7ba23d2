package ui

import "testing"

// What is printed has the same width for every terminal, whether it counts characters or what they show.
func TestWidthsOnWhichTerminalsAgree(t *testing.T) {
	for _, printed := range []string{"⚠️ aviso", "1️⃣ x ❤️", "日本語", "✅ ok 🚀", "🇲🇽🇪🇸", "👩‍💻", "e\u0301", "✔️ 日本 ✔️", "\x1b[31m⚠️\x1b[0m"} {
		s := at(t, realBook(t), momentNamed(t, "running"), setup{})
		s.p.print("migrate", 1, "\n"+printed+"\nend.\n")
		s.settle() // the session holds the width of every row of every frame
		s.sees("end.")
	}
	s := newSession(t, realBook(t), setup{}, nil)
	s.m.toast = tell{"⚠️ un aviso", amber}
	s.intact()
}
