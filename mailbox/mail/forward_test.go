package mail

import (
	"fmt"
	"strings"
	"testing"
)

// passedOn writes what Forwarded says, one message a line.
func passedOn(m *Message) string {
	var out []string
	for _, f := range m.Forwarded {
		out = append(out, fmt.Sprintf("%s / %s / %s / %s", f.From, f.Subject, f.Date.Format("2006-01-02 15:04"), strings.ReplaceAll(f.Text.String(), "\n", "|")))
	}
	return strings.Join(out, "\n")
}

func TestForwards(t *testing.T) {
	const block = "Dari: Dewi <dewi@desa.id>\nDikirim: 5 Agustus 2024 08.30\nKepada: Camat <camat@kab.go.id>\nPerihal: Permohonan\n\nMohon domain.\n"
	const dewi = "Dewi <dewi@desa.id> / Permohonan / 2024-08-05 08:30 / Mohon domain."
	for _, c := range []struct{ name, head, text, want string }{
		{"Outlook", "Subject: FW: Permohonan\n", "Mohon dibantu.\n\n" + block, dewi},
		{"Outlook, with a rule", "Subject: Trs: Permohonan\n", "________________________________\n" + block, dewi},
		{"old Outlook", "Subject: Permohonan\n", "-----Pesan Asli-----\n" + block, dewi},
		{"Roundcube", "Subject: Fwd: Permohonan\n", "-------- Pesan asli --------\nPerihal: Permohonan\nTanggal: 2024-08-05 08:30\nDari: Dewi <dewi@desa.id>\nKe: camat@kab.go.id\n\nMohon domain.", dewi},
		{"bold", "Subject: FW: Permohonan\n", "*Dari:* Dewi [mailto:dewi@desa.id]\n*Dikirim:* Senin, 5 Agustus 2024 08.30\n*Kepada:* Camat\n*Perihal:* Permohonan\n\nMohon domain.", dewi},
		{"Gmail", "Subject: Fwd: x\n", "---------- Forwarded message ---------\nDari: Dewi <dewi@desa.id>\nDate: Sen, 5 Agu 2024 pukul 08.30\nSubject: Permohonan\nTo: <camat@kab.go.id>\n\n\nMohon domain.", dewi},
		{"Apple Mail", "Subject: Fwd: x\n", "Begin forwarded message:\n\n> From: Dewi <dewi@desa.id>\n> Subject: Permohonan\n> Date: August 5, 2024 at 8:30:00 AM\n> To: camat@kab.go.id\n> \n> Mohon domain.", dewi},
		{"Yahoo, on one line", "Subject: Fw: x\n", "  ----- Forwarded Message ----- From: Dewi <dewi@desa.id>To: \"camat@kab.go.id\" <camat@kab.go.id>Sent: Monday, August 5, 2024, 08:30 AMSubject: Permohonan\nMohon domain.", dewi},
		{"Outlook for Mac", "Subject: FW: x\n", "On 5/8/2024 08:30, \"Dewi\" <dewi@desa.id> wrote:\n\nMohon domain.", "Dewi <dewi@desa.id> /  / 2024-08-05 08:30 / Mohon domain."},
		{"on behalf", "Subject: FW: x\n", strings.Replace(block, "<dewi@desa.id>", "<dewi@desa.id> atas nama Desa <desa@desa.id>", 1), dewi},
		{"a name alone", "Subject: FW: x\n", "-----Original Message-----\n" + strings.Replace(block, " <dewi@desa.id>", "", 1), "Dewi <> / Permohonan / 2024-08-05 08:30 / Mohon domain."},
		{"subject changed, no answer", "Subject: Mohon dibantu\n", block, dewi},
		{"two deep", "Subject: Fwd: x\n", "---------- Pesan terusan ----------\nDari: Camat <camat@kab.go.id>\nTanggal: 6 Agu 2024 09.00\nSubjek: Fwd: Permohonan\nKe: kabid@kab.go.id\n\nDiteruskan.\n\n" + block, "Camat <camat@kab.go.id> / Fwd: Permohonan / 2024-08-06 09:00 / Diteruskan.\n" + dewi},
		{"an answer passed on", "Subject: Fwd: x\n", "---------- Pesan terusan ----------\nDari: Camat <camat@kab.go.id>\nTanggal: 6 Agu 2024 09.00\nSubjek: Re: Permohonan\nKe: kabid@kab.go.id\n\nBaik.\n\n" + block, "Camat <camat@kab.go.id> / Re: Permohonan / 2024-08-06 09:00 / Baik."},
		// These are no forwards.
		{"an answer", "Subject: RE: Permohonan\n", "Baik.\n\n-----Original Message-----\n" + block, ""},
		{"an answer without a mark", "Subject: Permohonan\nIn-Reply-To: <1@x>\n", "Baik.\n\n" + block, ""},
		{"a forward that was answered", "Subject: Re: Fwd: x\n", "Baik.\n\nPada Sel, 6 Agu 2024 pukul 09.00 Camat <camat@kab.go.id> menulis:\n\n> ---------- Pesan terusan ----------\n> " + strings.ReplaceAll(block, "\n", "\n> "), ""},
		{"an official note", "Subject: Nota dinas\n", "NOTA DINAS\nDari : Kepala Bidang\nKepada : Kepala Dinas\nTanggal : 5 Agustus 2024\nPerihal : Permohonan domain\n\nMohon persetujuan.", ""},
		{"a talk about it", "Subject: Tanya\n", "Dari: mana saya tahu?\n---------- Forwarded message ---------\nbegitu bunyinya", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := Parse([]byte(c.head+"Content-Type: text/plain; charset=utf-8\n\n"+c.text), Options{})
			checkMessage(t, m)
			if got := passedOn(m); got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestForwardsAreBounded(t *testing.T) {
	block := "-----Original Message-----\nFrom: a <a@b.id>\nSent: 5 Aug 2024 08:30\nTo: " + strings.Repeat("x@y.id, ", 200) + "\nSubject: FW: x\n\n" + strings.Repeat("teks ", 20000) + "\n"
	m := Parse([]byte("Subject: FW: x\n\n"+strings.Repeat(block, 8)), Options{})
	checkMessage(t, m)
	if len(m.Forwarded) != 8 || len(m.Forwarded[0].Text.String()) != maxForwardText {
		t.Errorf("%d forwards, text of %d", len(m.Forwarded), len(m.Forwarded[0].Text.String()))
	}
	short := "-----Original Message-----\nFrom: a <a@b.id>\nSent: 5 Aug 2024 08:30\nTo: x\nSubject: FW: x\n\n"
	if m = Parse([]byte("Subject: FW: x\n\n"+strings.Repeat(short, 1000)), Options{}); len(m.Forwarded) != maxForwards {
		t.Errorf("%d forwards", len(m.Forwarded))
	}
}

func TestAttachedForwards(t *testing.T) {
	inner := "Content-Type: message/rfc822\n\nFrom: Dewi <dewi@desa.id>\nSubject: Fwd: Permohonan\nDate: 5 Aug 2024 08:30 +0700\n\nIni.\n\n---------- Forwarded message ---------\nFrom: Rina <rina@desa.id>\nDate: 4 Aug 2024 07:00\nSubject: Asli\nTo: Dewi\n\nMohon."
	m := Parse([]byte("Subject: Permohonan\n"+multipart("mixed", "b", "\r\nhalo", inner)), Options{})
	if got, want := passedOn(m), "Dewi <dewi@desa.id> / Fwd: Permohonan / 2024-08-05 01:30 / Ini.\nRina <rina@desa.id> / Asli / 2024-08-04 07:00 / Mohon."; got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
	if !m.Forwarded[0].Attached || m.Forwarded[0].Inner != m.Inner[0] || m.Forwarded[1].Attached {
		t.Errorf("%+v", m.Forwarded)
	}
	report := strings.Replace(multipart("report", "b", "\r\nspam", inner), "Content-Type: multipart/report;", "Content-Type: multipart/report; report-type=feedback-report;", 1)
	if m = Parse([]byte("Subject: complaint\n"+report), Options{}); len(m.Forwarded) != 0 || len(m.Inner) != 1 {
		t.Errorf("a complaint: %+v", m.Forwarded)
	}
}
